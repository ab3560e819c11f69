#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "pipeline/harness/predictor.hpp"

namespace dlflow::stages {

struct Predicted;

/// Rows are scored up to this many probabilities or values, so that memory stays flat.
inline constexpr std::size_t kMostScored = 4'000'000;

/// Keeps the truth of predicted rows where it came along, and their weights, up to kMostScored.
class Truths {
 public:
  explicit Truths(const harness::Predictor& predictor);

  /// early: of each row whether it is not after those that were learnt from, and so not what was
  /// predicted; empty: none is.
  void add(const data::Rows& rows, const std::vector<bool>& early,
           const data::Predictions& predictions);
  /// Whether there were rows with a truth that are early, and so are not scored.
  bool leaves_out_early() const { return early_ > 0; }
  /// The scores, and what there is to say of rows without one.
  void tell(Predicted& out) const;

 private:
  /// Rows that are left out for one reason, and the text that the first of them has.
  struct LeftOut {
    std::size_t count = 0;
    std::string first;
    void add(const std::string& text);
  };

  bool add_truth(const std::string& text);
  bool read_weight(const data::Rows& rows, std::size_t i, double& weight);
  void tell_left_out(Predicted& out) const;

  const harness::Framing& framing_;
  std::string ranked_by_;  ///< of time series: the metric that models were compared by
  data::Target truth_;
  std::map<std::string, std::int32_t, std::less<>> label_of_;
  std::vector<double> kept_;
  std::size_t known_ = 0, early_ = 0, weightless_ = 0;
  LeftOut strange_, unweighed_;
  bool lacks_weights_ = false;
};

}  // namespace dlflow::stages
