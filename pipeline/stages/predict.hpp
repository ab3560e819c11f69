#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/harness/predictor.hpp"
#include "pipeline/stages/prediction_text.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::stages {

/// A model file and what is in it.
struct LoadedModel {
  store::ModelFile file;
  harness::Predictor predictor;
};
/// Throws CorruptFile naming the file, EnvironmentError when it cannot be read.
LoadedModel load_model(const std::string& path);

struct PredictOptions {
  std::string input = "-";  ///< a file; "-": standard input
  data::StreamFormat input_format = data::StreamFormat::automatic;
  PredictionFormat format = PredictionFormat::csv;
  std::optional<double> level;  ///< of intervals, in (0, 1)
  std::string id;               ///< of a submission; empty: the first that training rows had
};

/// What there is to say of predicted rows.
struct Predicted {
  std::size_t rows = 0;
  std::string hash;                      ///< SHA-256 of the input
  std::size_t scored = 0;                ///< rows whose truth came along
  std::map<std::string, double> scores;  ///< of these, by metric; weighted as define says
  std::vector<std::string> notes, unseen, drifted;  ///< sentences
};

/// Predicts the rows of the input, a piece at a time, and hands the text of each piece to `write`.
/// The rows after a piece are read while it is predicted. Throws UserError and EnvironmentError as
/// data::open_stream and its rows do, and what `write` throws.
Predicted predict(const harness::Predictor& predictor, const PredictOptions& options,
                  const std::function<void(std::string_view)>& write);

}  // namespace dlflow::stages
