#include "pipeline/stages/splitting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/data/column_splits.hpp"
#include "pipeline/data/fold_file.hpp"
#include "pipeline/data/group_splits.hpp"
#include "pipeline/data/time_splits.hpp"

namespace dlflow::stages {
namespace {

using data::Fold;
using data::RowIndex;
using project::Draw;
using project::Folding;
using Rows = std::vector<RowIndex>;

data::SplitTarget split_target(const Framed& framed) {
  data::SplitTarget out;
  if (framed.target.classes == 0) return out;
  out.classes = framed.target.labels;
  out.class_count = framed.target.classes;
  out.labels = framed.framing.classes;
  return out;
}

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;  // of a file that says the cuts

/// Whole numbers, one a line.
std::vector<long long> row_numbers(const std::filesystem::path& file) {
  const std::string text = files::read_all(file, kMostBytes);
  std::vector<long long> numbers;
  std::size_t line = 0;
  for (const std::string_view piece : split(text, '\n')) {
    ++line;
    if (trim(piece).empty()) continue;
    const auto number = parse_integer(trim(piece));
    if (!number)
      throw UserError(ExitCode::data,
                      fmt::format("{}, line {}: expected the number of a row, got '{}'",
                                  file.filename().string(), line, trim(piece).substr(0, 40)),
                      "write one row number a line, from 1, without the header");
    numbers.push_back(*number);
  }
  return numbers;
}

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

/// A folder of images may hold both training and test rows.
const std::string& test_file_of(const data::DataOptions& data) {
  return data.test.empty() ? data.main_file() : data.test;
}

/// What is cut, and by what.
class Dealing {
 public:
  Dealing(const Workflow& workflow, const Framed& framed)
      : workflow_(workflow),
        framed_(framed),
        define_(workflow.project().define),
        folding_(workflow.project().evaluate.cross_validation),
        seed_(static_cast<std::uint64_t>(workflow.project().seed)),
        target_(split_target(framed)),
        group_(define_.group.empty() ? define_.test.group : define_.group) {}

  Fold seal(const Rows& rows) const {
    const auto& test = define_.test;
    const auto at = [&](const char* option, const auto& work) {
      return at_option(workflow_, std::string("define.test") + option, work);
    };
    const auto gap = static_cast<std::size_t>(test.gap);
    if (!test.hash.empty())
      return at(".hash",
                [&] { return data::hold_out_by_hash(rows, column(test.hash), test.share); });
    if (!test.column.empty())
      return at(".column",
                [&] { return data::hold_out_marked(rows, column(test.column), test.value); });
    if (!test.rows.empty())
      return at(".rows", [&] {
        return data::hold_out_listed(rows, row_numbers(workflow_.file_of(test.rows)),
                                     framed_.read.table.rows());
      });
    if (test.last > 0)
      return at(".last", [&] {
        return data::hold_out_last(rows, static_cast<std::size_t>(test.last), gap);
      });
    if (test.from_row > 0)
      return at(".from_row", [&] {
        const auto from = std::ranges::lower_bound(rows, test.from_row - 1, {},
                                                   [](RowIndex row) { return std::int64_t{row}; });
        return data::hold_out_last(rows, static_cast<std::size_t>(rows.end() - from), gap);
      });
    return at("", [&] { return draw(rows, draw_of(test.kind), gap); });
  }

  /// The folds of the open rows, with their protocol in short and in words.
  std::vector<Fold> folds(const Rows& rows, std::string& in_short, std::string& in_words) const {
    const bool is_one_part = folding_.validation > 0;
    const Folding kind = folding_kind();
    auto made = at_option(workflow_, is_one_part ? below_folds(".validation") : option_of(kind),
                          [&] { return is_one_part ? validation_part(rows) : dealt(rows, kind); });
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
    if (kind != Folding::group && kind != Folding::stratified_group) return below_folds("");
    return group_.empty()          ? below_folds(".kind")
           : define_.group.empty() ? "define.test.group"
                                   : "define.group";
  }

  const data::Column& column(const std::string& name) const {
    return *framed_.read.table.find(name);
  }

  data::SplitGroups groups(const Rows& rows) const {
    if (group_.empty())
      throw UserError(ExitCode::configuration, "a cut by group needs the column of the groups",
                      "write 'group: NAME' below define");
    return data::groups_of(column(group_), rows);
  }

  const data::SplitTarget& classes() const {
    if (target_.class_count == 0)
      throw UserError(ExitCode::configuration,
                      "a stratified cut needs classes, but the target '" + framed_.framing.target +
                          "' is a number",
                      "leave 'kind' out, or write one without 'stratified'");
    return target_;
  }

  Draw draw_of(Draw kind) const {
    if (kind != Draw::automatic) return kind;
    if (!define_.test.group.empty()) return Draw::group;
    if (!define_.time.empty()) return Draw::time;
    if (!group_.empty()) return Draw::group;
    return target_.class_count > 0 ? Draw::stratified : Draw::random;
  }

  Fold draw(const Rows& rows, Draw kind, std::size_t gap) const {
    const double share = define_.test.share;
    if (kind == Draw::group)
      return data::hold_out_groups(rows, groups(rows), share, RandomKey(seed_).with("test"));
    if (kind == Draw::time) {
      data::require_two_rows(rows);
      return data::hold_out_last(rows, data::rows_of_share(rows.size(), share), gap);
    }
    return data::hold_out(rows, kind == Draw::random ? data::SplitTarget() : classes(), share,
                          seed_);
  }

  Fold validation_cut(const Rows& rows) const {
    data::require_two_rows(rows);
    const double wanted = folding_.validation;
    const std::size_t held =
        wanted < 1 ? data::rows_of_share(rows.size(), wanted) : static_cast<std::size_t>(wanted);
    if (!define_.time.empty()) return data::hold_out_last(rows, held, 0);
    const RandomKey key = RandomKey(seed_).with("validation");
    if (group_.empty() || held >= rows.size()) return data::hold_out(rows, target_, held, key);
    const double share = static_cast<double>(held) / static_cast<double>(rows.size());
    return data::hold_out_groups(rows, groups(rows), share, key);
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
    const auto protocol = project::protocol_of(workflow_.project().evaluate);
    const int folds = static_cast<int>(protocol.folds),
              repeats = static_cast<int>(protocol.repeats);
    switch (kind) {
      case Folding::automatic:
        break;
      case Folding::kfold:
        return data::k_folds(rows, {}, folds, repeats, seed_);
      case Folding::stratified:
        return data::k_folds(rows, classes(), folds, repeats, seed_);
      case Folding::group:
        return data::group_folds(rows, {}, groups(rows), folds, repeats, seed_);
      case Folding::stratified_group:
        return data::group_folds(rows, classes(), groups(rows), folds, repeats, seed_);
      case Folding::time:
        return data::time_folds(rows, windows(protocol));
      case Folding::shuffle:
        return data::shuffled_folds(rows, target_, folds * repeats, folding_.share, seed_);
      case Folding::leave_one_out:
        return data::leave_one_out(rows);
      case Folding::predefined:
        return predefined(rows);
    }
    throw Bug(__FILE__, __LINE__, "a kind of folds is not dealt");
  }

  std::vector<Fold> predefined(const Rows& rows) const {
    if (folding_.file.empty()) return data::predefined_folds(rows, {&column(folding_.column), 1});
    const std::filesystem::path file = workflow_.file_of(folding_.file);
    return data::predefined_folds(
        rows, data::fold_columns(files::read_all(file, kMostBytes), file.filename().string(),
                                 framed_.read.table.rows()));
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
    const auto protocol = project::protocol_of(workflow_.project().evaluate);
    return short_protocol(static_cast<std::size_t>(protocol.repeats),
                          static_cast<std::size_t>(protocol.folds));
  }

  static std::string given_folds(const std::vector<Fold>& made) {
    const std::string folds = counted(made.size(), "fold");
    const std::size_t repeats = repeats_of(made);
    return repeats == 1 ? folds : fmt::format("{} in {} repeats", folds, repeats);
  }

  std::string words_of(Folding kind, const std::vector<Fold>& made) const {
    const std::string cross = short_protocol() + " cross-validation";
    const std::string held = counted(made.front().held_out.size(), "row");
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
        return fmt::format("{} of {} each", counted(made.size(), "random draw"), held);
      case Folding::leave_one_out:
        return fmt::format("leave-one-out over {}", counted(made.size(), "row"));
      case Folding::predefined:
        return fmt::format("{} given by '{}'", given_folds(made),
                           folding_.file.empty() ? folding_.column : folding_.file);
      default:
        return cross;
    }
  }

  const Workflow& workflow_;
  const Framed& framed_;
  const project::DefineOptions& define_;
  const project::CrossValidation& folding_;
  std::uint64_t seed_;
  data::SplitTarget target_;
  std::string group_;  ///< column of rows that stay together; empty: none
};

}  // namespace

void deal(Workflow& workflow, Framed& framed, const Rows& rows) {
  const auto& project = workflow.project();
  const std::string& time = project.define.time;
  if (!time.empty())
    at_option(workflow, "define.time",
              [&] { data::require_ascending(*framed.read.table.find(time), rows); });
  const Dealing dealing(workflow, framed);
  if (framed.read.test_begin)
    framed.outer = given_test(rows, *framed.read.test_begin, test_file_of(workflow.data_options()));
  else if (project.define.test.is_given())
    framed.outer = dealing.seal(rows);
  else
    framed.outer.train = rows;
  framed.ground.folds =
      dealing.folds(framed.outer.train, framed.protocol, workflow.facts().protocol);
  framed.ground.inputs = framed.inputs;
  framed.ground.seed = static_cast<std::uint64_t>(project.seed);
}

}  // namespace dlflow::stages
