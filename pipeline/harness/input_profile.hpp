#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/archive.hpp"
#include "pipeline/data/table.hpp"

namespace dlflow::harness {

/// What the training rows held in an input of numbers or categories.
struct InputProfile {
  std::string name;
  bool is_number = true;
  double mean = 0, deviation = 0;  ///< of numbers, with n; 0 where all are missing
  std::vector<double> edges;       ///< of numbers: the deciles; a bin ends at each of them
  std::vector<std::string> labels;
  std::vector<double> counts;  ///< rows of each bin or label; the last: rows without a value

  double rows() const;
};

/// Of the inputs named that are numbers or categories, in this order.
std::vector<InputProfile> profile_inputs(const data::Rows& rows,
                                         const std::vector<std::string>& inputs);

Archive save_profiles(const std::vector<InputProfile>& profiles);
/// Throws CorruptFile.
std::vector<InputProfile> load_profiles(const Archive& archive);

/// Compares rows that come in pieces with what training rows held.
class DriftWatch {
 public:
  /// `profiles` must outlive the watch.
  explicit DriftWatch(const std::vector<InputProfile>& profiles);
  void add(const data::Table& table);

  /// A sentence for each column with categories that training rows did not show, and for each that
  /// lacks values which no training row lacked.
  std::vector<std::string> unseen() const;
  /// A sentence for each column whose values are spread otherwise than in training; nothing when
  /// there were less than statistics::kFewestDriftRows rows.
  std::vector<std::string> drifted() const;

 private:
  struct Seen {
    double sum = 0;
    std::vector<double> counts;       ///< as of the profile; behind them rows of unseen labels
    std::vector<std::string> unseen;  ///< the first few of them, in the order they came
    std::map<std::string, std::size_t, std::less<>> place;  ///< of the profile's labels
  };
  void add_numbers(const data::Column& column, const InputProfile& profile, Seen& seen) const;
  void add_codes(const data::Column& column, Seen& seen) const;

  const std::vector<InputProfile>& profiles_;
  std::vector<Seen> seen_;
  double rows_ = 0;
};

}  // namespace dlflow::harness
