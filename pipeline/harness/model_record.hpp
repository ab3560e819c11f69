#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/archive.hpp"
#include "pipeline/data/features.hpp"
#include "pipeline/data/table.hpp"
#include "pipeline/harness/input_profile.hpp"
#include "pipeline/statistics/conformal.hpp"
#include "pipeline/statistics/conformal_ahead.hpp"

namespace dlflow::harness {

/// Some training rows and what the model made of them when it was saved: a build or a processor
/// that computes otherwise is noticed when the model is loaded.
struct SelfCheck {
  data::Table table;  ///< the inputs alone
  data::Predictions predictions;
};

/// What a model file holds beside the fitted parts. Every part may be empty: files of format 1 have
/// none.
struct ModelRecord {
  std::vector<std::pair<std::string, std::string>> provenance;  ///< name, value; in order
  statistics::Conformal conformal;                              ///< no rows: not calibrated
  /// Of a model that knows how many steps ahead a row is: the same errors by these. Else empty, and
  /// in files that were made before there were any.
  statistics::ConformalAhead ahead;
  std::vector<InputProfile> profile;
  SelfCheck self_check;

  /// What provenance says under that name; empty when it says nothing.
  std::string origin(std::string_view name) const;
  Archive save() const;
  /// Throws CorruptFile.
  static ModelRecord load(const Archive& archive);
};

/// The named columns of some rows, as a table of its own.
data::Table picked(const data::Rows& rows, const std::vector<std::string>& names);

/// How wrong each prediction is, for intervals: |truth - prediction|, or 1 - the probability of the
/// true class.
std::vector<double> conformal_scores(const data::Target& truth,
                                     const data::Predictions& predictions);

}  // namespace dlflow::harness
