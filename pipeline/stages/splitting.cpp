#include "pipeline/stages/splitting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/data/column_splits.hpp"
#include "pipeline/data/fold_file.hpp"
#include "pipeline/harness/preparation.hpp"
#include "pipeline/stages/cutting.hpp"
#include "pipeline/stages/scale_checks.hpp"

namespace dlflow::stages {
namespace {

using data::Fold;
using data::RowIndex;
using project::Folding;
using Rows = std::vector<RowIndex>;

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;  // of a file that says the folds

/// The rows of the test file held out, sealed as they are.
Fold given_test(const Rows& rows, std::size_t test_begin, const std::string& test_file) {
  Fold fold;
  for (const RowIndex row : rows) (row < test_begin ? fold.train : fold.held_out).push_back(row);
  if (fold.train.empty() || fold.held_out.empty())
    throw UserError(ExitCode::data,
                    fmt::format("no row of {} has a value of the target",
                                fold.held_out.empty() ? test_file : "the training file"));
  return fold;
}

std::size_t repeats_of(const std::vector<Fold>& folds) {
  return static_cast<std::size_t>(folds.back().repeat) + 1;
}

/// Whether each repeat has as many folds and judges every row once.
bool is_complete(const std::vector<Fold>& folds, std::size_t rows) {
  const std::size_t repeats = repeats_of(folds), a_repeat = folds.size() / repeats;
  std::vector<std::size_t> judged(repeats);
  for (std::size_t f = 0; f < folds.size(); ++f) {
    if (static_cast<std::size_t>(folds[f].repeat) != f / a_repeat) return false;
    judged[f / a_repeat] += folds[f].held_out.size();
  }
  return folds.size() % repeats == 0 &&
         std::ranges::all_of(judged, [&](std::size_t n) { return n == rows; });
}

/// "3 rows", or "2 to 4 rows" where parts differ.
std::string rows_of_each(const std::vector<Fold>& folds) {
  const auto size = [](const Fold& fold) { return fold.held_out.size(); };
  const auto [least, most] = std::ranges::minmax_element(folds, {}, size);
  const std::string rows = counted(size(*most), "row");
  return size(*least) == size(*most) ? rows : fmt::format("{} to {}", counted(size(*least)), rows);
}

/// A folder of images may hold both training and test rows.
const std::string& test_file_of(const data::DataOptions& data) {
  return data.test.empty() ? data.main_file() : data.test;
}

/// Deals the open rows into folds.
class Dealing {
 public:
  explicit Dealing(const Cutting& cutting)
      : cutting_(cutting),
        define_(cutting.define()),
        folding_(cutting.workflow().project().evaluate.cross_validation),
        target_(cutting.target()),
        group_(cutting.group()),
        seed_(cutting.seed()) {}

  /// The folds of the open rows, with their protocol in short and in words.
  std::vector<Fold> folds(const Fold& outer, std::string& in_short, std::string& in_words) {
    const Rows& rows = outer.train;
    const bool is_one_part = folding_.validation > 0;
    const Folding kind = folding_kind();
    const std::string option = is_one_part ? below_folds(".validation") : option_of(kind);
    if (target_.class_count > 0) target_.sealed = data::class_sizes(outer.held_out, target_);
    at_option(cutting_.workflow(), "define.test", [&] { require_two_classes(rows, target_); });
    auto made = at_option(cutting_.workflow(), option,
                          [&] { return is_one_part ? validation_part(rows) : dealt(rows, kind); });
    at_option(cutting_.workflow(), option, [&] { require_scorable(cutting_.framed(), made); });
    note_open(outer, made);
    if (!is_one_part && kind == Folding::stratified && are_open())
      cutting_.add_notes(rare_class_notes(rows, target_, made.size() / repeats_of(made)));
    in_words = is_one_part ? fmt::format("one validation part of {}, {}",
                                         counted(made.front().held_out.size(), "row"),
                                         counted(made.size(), "fit") + " each")
                           : words_of(kind, made);
    in_short = in_words;
    if (is_one_part) return made;
    if (kind == Folding::kfold || kind == Folding::stratified) in_short = short_protocol();
    if (kind == Folding::predefined && is_complete(made, rows.size()))
      in_short = short_protocol(repeats_of(made), made.size() / repeats_of(made));
    return made;
  }

 private:
  static std::string below_folds(const char* option) {
    return std::string("evaluate.cross_validation") + option;
  }

  /// The option that a refusal of these folds is shown at.
  std::string option_of(Folding kind) const {
    const bool is_stratified = kind == Folding::stratified || kind == Folding::stratified_group;
    if (is_stratified && target_.class_count == 0) return below_folds(".kind");
    if (kind == Folding::stratified || kind == Folding::kfold) return below_folds(".folds");
    if (kind == Folding::predefined)
      return below_folds(folding_.file.empty() ? ".column" : ".file");
    if (kind == Folding::leave_one_out) return below_folds(".kind");
    if (kind != Folding::group && kind != Folding::stratified_group) return below_folds("");
    return group_.empty() ? below_folds(".kind") : cutting_.group_option();
  }

  bool are_over_time() const {
    return folding_.validation > 0 ? !define_.time.empty() : folding_kind() == Folding::time;
  }

  /// Whether the folds were left to the preset and to define.
  bool are_open() const { return folding_.kind == Folding::automatic && folding_.folds == 0; }

  /// What cuts leave open, of groups and of rolling windows.
  void note_open(const Fold& outer, const std::vector<Fold>& made) const {
    std::vector<Fold> cuts;
    if (is_sealed_over_time(cutting_)) cuts.push_back(outer);
    if (are_over_time()) cuts.insert(cuts.end(), made.begin(), made.end());
    if (!group_.empty()) cutting_.add_notes(parted_group_notes(cuts, cutting_.groups()));
    if (!group_.empty() && define_.time.empty())
      cutting_.add_notes(lone_group_notes(made, cutting_.groups()));
    if (!group_.empty() && cutting_.framed().read.test_begin)
      if (const auto both = data::parted_groups(outer, cutting_.groups()); !both.empty())
        cutting_.add_notes({fmt::format("{} of '{}' {} rows in the test file too, '{}' for one",
                                        counted(both.size(), "group"), group_,
                                        both.size() == 1 ? "has" : "have", both.front())});
    const std::int64_t training = folding_.time ? folding_.time->training : 0;
    const bool counts_times = cutting_.counts_times();
    const auto shorter = std::ranges::count_if(made, [&](const Fold& fold) {
      const auto length = counts_times ? std::ranges::count(cutting_.starts(fold.train), true)
                                       : std::ssize(fold.train);
      return length < training;
    });
    if (training > 0 && shorter > 0)
      cutting_.add_notes({fmt::format(
          "{} of {} rolling windows {} fewer than {}, since no more come "
          "before their cut",
          shorter, made.size(), shorter == 1 ? "has" : "have",
          counted(static_cast<std::size_t>(training), counts_times ? "time" : "row"))});
  }

  const data::SplitTarget& classes() const {
    cutting_.require_classes();
    return target_;
  }

  Fold validation_cut(const Rows& rows) const {
    data::require_two_rows(rows);
    const double wanted = folding_.validation;
    const std::size_t held =
        wanted < 1 ? data::rows_of_share(rows.size(), wanted) : static_cast<std::size_t>(wanted);
    if (!define_.time.empty()) return cutting_.last_rows(rows, held, 0);
    const RandomKey key = RandomKey(seed_).with("validation");
    if (group_.empty() || held >= rows.size()) return data::hold_out(rows, target_, held, key);
    const double share = static_cast<double>(held) / static_cast<double>(rows.size());
    return data::hold_out_groups(rows, cutting_.groups(), share, key);
  }

  std::vector<Fold> validation_part(const Rows& rows) const {
    return data::with_seeds(validation_cut(rows), static_cast<int>(folding_.seeds));
  }

  Folding folding_kind() const {
    if (folding_.kind != Folding::automatic) return folding_.kind;
    if (folding_.time) return Folding::time;
    if (!folding_.column.empty() || !folding_.file.empty()) return Folding::predefined;
    if (!define_.time.empty()) return Folding::time;
    const bool has_classes = target_.class_count > 0;
    if (!group_.empty()) return has_classes ? Folding::stratified_group : Folding::group;
    return has_classes ? Folding::stratified : Folding::kfold;
  }

  std::vector<Fold> dealt(const Rows& rows, Folding kind) const {
    const auto protocol = project::protocol_of(cutting_.workflow().project().evaluate);
    const int folds = static_cast<int>(protocol.folds),
              repeats = static_cast<int>(protocol.repeats);
    switch (kind) {
      case Folding::automatic:
        break;
      case Folding::kfold:
        return data::k_folds(rows, {}, folds, repeats, seed_);
      case Folding::stratified:
        return data::k_folds(rows, classes(), folds, repeats, seed_,
                             are_open() ? data::RareClass::spread : data::RareClass::refused);
      case Folding::group:
        return group_dealt(rows, {}, group_folds(rows, folds), repeats);
      case Folding::stratified_group:
        return group_dealt(rows, classes(), group_folds(rows, folds), repeats);
      case Folding::time:
        return cutting_.counts_times()
                   ? data::time_folds_of_times(rows, windows(protocol), cutting_.starts(rows))
                   : data::time_folds(rows, windows(protocol), cutting_.starts(rows));
      case Folding::shuffle:
        if (!group_.empty())
          return data::shuffled_groups(rows, cutting_.groups(), folds * repeats, folding_.share,
                                       seed_);
        return data::shuffled_folds(rows, target_, folds * repeats, folding_.share, seed_);
      case Folding::leave_one_out:
        return data::leave_one_out(rows);
      case Folding::predefined:
        return predefined(rows);
    }
    throw Bug(__FILE__, __LINE__, "a kind of folds is not dealt");
  }

  std::vector<Fold> group_dealt(const Rows& rows, const data::SplitTarget& target, int folds,
                                int repeats) const {
    auto made = data::group_folds(rows, target, cutting_.groups(), folds, repeats, seed_);
    cutting_.add_notes(large_group_notes(rows, cutting_.groups(), static_cast<std::size_t>(folds)));
    return made;
  }

  /// Fewer folds than the preset's where these are left open and its groups are too few or too
  /// large for them.
  int group_folds(const Rows& rows, int folds) const {
    const int fitting =
        are_open() ? data::fitting_group_folds(rows, cutting_.groups(), folds) : folds;
    if (fitting > 0 && fitting != folds)
      cutting_.add_notes({fmt::format(
          "the groups of '{}' are too few or too large for {} folds of whole ones: there are {}",
          group_, folds, fitting)});
    return fitting > 0 ? fitting : folds;
  }

  std::vector<Fold> predefined(const Rows& rows) const {
    if (folding_.file.empty()) return whole_folds(rows, {&cutting_.column(folding_.column), 1});
    const std::filesystem::path file = cutting_.workflow().file_of(folding_.file);
    return whole_folds(
        rows, data::fold_columns(files::read_all(file, kMostBytes), file.filename().string(),
                                 cutting_.framed().read.table.rows()));
  }

  /// Refuses those that part a group.
  std::vector<Fold> whole_folds(const Rows& rows, std::span<const data::Column> columns) const {
    auto made = data::predefined_folds(rows, columns);
    if (group_.empty()) return made;
    for (const Fold& fold : made) {
      const data::Column& named = columns[static_cast<std::size_t>(fold.repeat)];
      require_whole_groups(
          fold, cutting_.groups(),
          fmt::format("fold '{}' of '{}'", named.text(fold.held_out.front()), named.name));
    }
    return made;
  }

  data::TimeWindows windows(const project::Protocol& protocol) const {
    project::TimeOptions options;
    options.origins = protocol.folds;
    if (folding_.time) options = *folding_.time;
    const auto size = [](std::int64_t n) { return static_cast<std::size_t>(n); };
    return {options.window == project::Window::rolling,
            size(options.origins),
            size(options.step),
            size(options.horizon),
            size(options.gap),
            size(options.training)};
  }

  static std::string short_protocol(std::size_t repeats, std::size_t folds) {
    return fmt::format("{} x {}-fold", repeats, folds);
  }
  std::string short_protocol() const {
    const auto protocol = project::protocol_of(cutting_.workflow().project().evaluate);
    return short_protocol(static_cast<std::size_t>(protocol.repeats),
                          static_cast<std::size_t>(protocol.folds));
  }

  static std::string given_folds(const std::vector<Fold>& made) {
    const std::string folds = counted(made.size(), "fold");
    const std::size_t repeats = repeats_of(made);
    return repeats == 1 ? folds : fmt::format("{} in {} repeats", folds, repeats);
  }

  std::string words_of(Folding kind, const std::vector<Fold>& made) const {
    const std::size_t repeats = repeats_of(made);
    const std::string cross = short_protocol(repeats, made.size() / repeats) + " cross-validation";
    const std::string held = rows_of_each(made);
    switch (kind) {
      case Folding::stratified:
        return cross + ", stratified";
      case Folding::group:
        return cross + " by '" + group_ + "'";
      case Folding::stratified_group:
        return cross + " by '" + group_ + "', stratified";
      case Folding::time:
        return fmt::format("{} over time, {} each", counted(made.size(), "cut"), held);
      case Folding::shuffle:
        return fmt::format("{} of {} each", counted(made.size(), "random draw"), held) +
               (group_.empty() ? "" : " by '" + group_ + "'");
      case Folding::leave_one_out:
        return fmt::format("leave-one-out over {}", counted(made.size(), "row"));
      case Folding::predefined:
        return fmt::format("{} given by '{}'", given_folds(made),
                           folding_.file.empty() ? folding_.column : folding_.file);
      default:
        return cross;
    }
  }

  const Cutting& cutting_;
  const project::DefineOptions& define_;
  const project::CrossValidation& folding_;
  data::SplitTarget target_;
  std::string group_;  ///< column of rows that stay together; empty: none
  std::uint64_t seed_;
};

}  // namespace

void deal(Workflow& workflow, Framed& framed, const Rows& rows) {
  const auto& project = workflow.project();
  const std::string& time = project.define.time;
  if (!time.empty())
    at_option(workflow, "define.time",
              [&] { data::require_ascending(*framed.read.table.find(time), rows); });
  const Cutting cutting(workflow, framed, rows);
  if (framed.read.test_begin)
    framed.outer = given_test(rows, *framed.read.test_begin, test_file_of(workflow.data_options()));
  else if (project.define.test.is_given())
    framed.outer = seal(cutting, rows);
  else
    framed.outer.train = rows;
  framed.target.ties = cutting.ties(rows);
  framed.ground.folds =
      Dealing(cutting).folds(framed.outer, framed.protocol, workflow.facts().protocol);
  framed.ground.horizon = std::max(harness::horizon_of(framed.ground, framed.ground.folds),
                                   harness::horizon_of(framed.ground, {framed.outer}));
  framed.ground.inputs = framed.inputs;
  framed.ground.seed = static_cast<std::uint64_t>(project.seed);
  settle_season(workflow, framed, workflow.facts());
  require_scales(workflow, framed);
}

}  // namespace dlflow::stages
