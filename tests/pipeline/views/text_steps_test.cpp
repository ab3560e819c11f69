#include <catch2/catch.hpp>

#include "pipeline/views/texts/word_counts.hpp"
#include "view_fixture.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace reference {

/// The terms of a step fitted on the training rows, and the values of all rows by column.
struct TextCase {
  std::string kind;
  std::map<std::string, std::string> options;
  std::vector<std::string> terms;
  std::vector<std::vector<std::pair<std::uint32_t, double>>> rows;
};
#include "../../reference/text_transforms.inc"

}  // namespace reference
namespace {

using namespace fixture;
namespace ref = reference;
using texts::Texts;

data::Column text_column(const std::vector<std::string>& values) {
  data::Column column;
  column.name = "note";
  column.kind = data::ColumnKind::text;
  column.texts = values;
  return column;
}

/// The options of a text step; `ngrams` as "1 2".
schema::Chosen text_step(const std::string& name, std::map<std::string, std::string> options = {}) {
  const texts::TextStepKind* kind = texts::find_text_kind(name);
  REQUIRE(kind != nullptr);
  schema::Chosen chosen{&kind->choice, kind->choice.make(), {}};
  schema::Object object;
  kind->choice.describe(object, chosen.options.get());
  for (const schema::Field& field : object.fields()) {
    const auto at = options.find(field.name);
    if (at == options.end()) continue;
    schema::Slot slot = field.slot;
    if (field.name == "ngrams") {
      auto& list = std::get<schema::VectorSlot>(slot);
      list.clear();
      for (std::size_t i = 0; i < 2; ++i) {
        list.append();
        set_value(list.table(i)->fields().at(0).slot, at->second.substr(2 * i, 1));
      }
    } else {
      set_value(slot, at->second);
    }
    options.erase(at);
  }
  CHECK(options.empty());
  return chosen;
}

ViewOptions text_view(std::vector<schema::Chosen> steps) {
  ViewOptions options;
  options.text = std::move(steps);
  return options;
}

std::vector<std::pair<std::uint32_t, float>> row_of(const data::Features& features, std::size_t n) {
  std::vector<std::pair<std::uint32_t, float>> row;
  features.sparse.for_each(n, [&](std::uint32_t c, float v) { row.emplace_back(c, v); });
  return row;
}

std::vector<float> words_of(const data::Features& features, std::size_t n) {
  std::vector<float> codes(features.sequences.steps);
  samples::write_sequence(features.sequences, n, codes);
  return codes;
}

std::string refusal(const ViewOptions& options, const data::Table& table) {
  try {
    fit(options, table, table.rows());
  } catch (const UserError& e) {
    return e.problems().front().message + "\n" + e.problems().front().hint;
  }
  return "";
}

const std::vector<std::string> kNotes = {"the cat sat", "the dog and the cat", "", "A dog barks"};

}  // namespace

TEST_CASE("terms and their weights are those of scikit-learn") {
  std::vector<std::string> all = ref::kTraining;
  all.insert(all.end(), ref::kLater.begin(), ref::kLater.end());
  const data::Table table = table_of(text_column(all));
  const data::Fold fold = first_rows(table, ref::kTraining.size());
  for (const ref::TextCase& wanted : ref::kTextCases) {
    CAPTURE(wanted.kind, wanted.options);
    const auto view =
        fit(text_view({text_step(wanted.kind, wanted.options)}), table, ref::kTraining.size());
    const data::Features features = apply(*view, table);
    std::vector<std::string> terms;
    for (const std::string& name : features.sparse_names) terms.push_back(name.substr(5));
    CHECK(terms == wanted.terms);
    for (std::size_t n = 0; n < all.size(); ++n) {
      CAPTURE(n);
      const auto row = row_of(features, n);
      REQUIRE(row.size() == wanted.rows[n].size());
      for (std::size_t i = 0; i < row.size(); ++i) {
        CHECK(row[i].first == wanted.rows[n][i].first);
        CHECK(row[i].second == static_cast<float>(wanted.rows[n][i].second));
      }
    }
  }
}

TEST_CASE("weights of terms agree with scikit-learn in double") {
  const data::Table table = table_of(text_column(ref::kTraining));
  const data::Fold fold = all_rows(table);
  std::size_t checked = 0;
  for (const ref::TextCase& wanted : ref::kTextCases) {
    if (wanted.kind != "tf_idf") continue;
    CAPTURE(wanted.options);
    const schema::Chosen chosen = text_step(wanted.kind, wanted.options);
    const auto& options = chosen.as<texts::TfIdfOptions>();
    texts::WordCounts counts(options.counts);
    counts.fit(Texts{&table.columns[0], fold.train}, {{"view", "tf_idf"}, "note"});
    const auto idf =
        texts::inverse_frequencies(counts.vocabulary(), table.rows(), options.smooth_idf);
    for (std::size_t n = 0; n < ref::kTraining.size() + ref::kLater.size(); ++n) {
      const bool is_later = n >= ref::kTraining.size();
      auto row =
          counts.count(is_later ? ref::kLater[n - ref::kTraining.size()] : ref::kTraining[n]);
      texts::weigh(row, idf, options);
      REQUIRE(row.size() == wanted.rows[n].size());
      for (std::size_t i = 0; i < row.size(); ++i, ++checked)
        CHECK(row[i].second == Approx(wanted.rows[n][i].second).epsilon(1e-12));
    }
  }
  CHECK(checked > 200);
}

TEST_CASE("a vocabulary keeps the most frequent terms, ties by code points") {
  const data::Table table = table_of(text_column({"bb aa cc", "cc dd", "\u00e9\u00e9 zz"}));
  const auto view = fit(text_view({text_step("bag_of_words", {{"max_words", "3"}})}), table, 3);
  const auto features = apply(*view, table);
  CHECK(features.sparse_names == std::vector<std::string>{"note=aa", "note=bb", "note=cc"});
  CHECK(sentence(*view, "note", "bag_of_words") ==
        "counts 3 of 6 words; most often 'cc', 'aa', 'bb'");
}

TEST_CASE("a vocabulary is learnt from training rows alone") {
  const data::Table table = table_of(text_column({"red fish", "blue fish", "green whale"}));
  const auto view = fit(text_view({text_step("tf_idf")}), table, 2);
  const auto features = apply(*view, table);
  CHECK(features.sparse_names == std::vector<std::string>{"note=blue", "note=fish", "note=red"});
  CHECK(row_of(features, 2).empty());
}

TEST_CASE("a sequence gives codes by frequency, one for other words, and fills up with zeros") {
  const data::Table table = table_of(text_column(kNotes));
  const auto at_end = fit(text_view({text_step("sequence", {{"length", "4"}})}), table, 3);
  auto features = apply(*at_end, table);
  CHECK(features.sequences.codes == 7);  // the, cat, and, dog, sat
  CHECK(words_of(features, 0) == std::vector<float>{2, 3, 6, 0});
  CHECK(words_of(features, 1) == std::vector<float>{2, 5, 4, 2});
  CHECK(words_of(features, 2) == std::vector<float>{1, 0, 0, 0});
  CHECK(words_of(features, 3) == std::vector<float>{1, 5, 1, 0});
  const auto at_start =
      fit(text_view(
              {text_step("sequence", {{"length", "4"}, {"pad", "start"}, {"truncate", "start"}})}),
          table, 3);
  features = apply(*at_start, table);
  CHECK(words_of(features, 0) == std::vector<float>{0, 2, 3, 6});
  CHECK(words_of(features, 1) == std::vector<float>{5, 4, 2, 3});
}

TEST_CASE("the length of sequences is what nearly all training texts fit into") {
  std::vector<std::string> notes(40, "one two three");
  notes[7] = "a b c d e f g h i j k l m n o p";
  const data::Table table = table_of(text_column(notes));
  const auto view = fit(text_view({text_step("sequence")}), table, notes.size());
  CHECK(apply(*view, table).sequences.steps == 3);
}

TEST_CASE("letters with marks are the same in either normal form") {
  const data::Table table = table_of(text_column({"caf\u00e9 x", "cafe\u0301 y"}));
  const auto composed = fit(text_view({text_step("bag_of_words")}), table, 2);
  CHECK(apply(*composed, table).sparse_names == std::vector<std::string>{"note=caf\u00e9"});
  const auto as_is = fit(text_view({text_step("bag_of_words", {{"normalize", "none"}})}), table, 2);
  CHECK(apply(*as_is, table).sparse.columns == 2);
}

TEST_CASE("steps of a text stand side by side, and beside other columns") {
  const data::Table table = table_of(numbers("size", {1, 2, 3, 4}), text_column(kNotes));
  const auto view = fit(
      text_view({text_step("bag_of_words"), text_step("bag_of_words", {{"tokens", "characters"}})}),
      table, 4);
  const auto features = apply(*view, table);
  CHECK(features.dense_names == std::vector<std::string>{"size"});
  CHECK(features.sparse.columns == features.sparse_names.size());
  const auto row = row_of(features, 0);
  CHECK(std::is_sorted(row.begin(), row.end()));
  CHECK(row.back().first >= 6);
}

TEST_CASE("every step of texts loads to the same bits and sentences") {
  const data::Table table = table_of(text_column(kNotes));
  std::set<std::string> names;
  for (const texts::TextStepKind& kind : texts::text_kinds()) {
    CAPTURE(kind.choice.name);
    CHECK(names.insert(kind.choice.name).second);
    CHECK(kind.choice.doc.back() == '.');
    schema::Object object;
    const auto options = kind.choice.make();
    kind.choice.describe(object, options.get());
    for (const schema::Field& field : object.fields()) CHECK(field.doc.back() == '.');
    const auto view = fit(text_view({text_step(kind.choice.name)}), table, 3);
    const Archive saved = view->save();
    const auto loaded = load_view(saved);
    const auto features = apply(*view, table), again = apply(*loaded, table);
    CHECK(features.sparse_names == again.sparse_names);
    CHECK(features.sparse.column == again.sparse.column);
    CHECK(features.sparse.values == again.sparse.values);
    CHECK(features.sparse.offsets == again.sparse.offsets);
    CHECK(features.sequences.is_empty() == again.sequences.is_empty());
    if (!features.sequences.is_empty()) {
      CHECK(features.sequences.block->values == again.sequences.block->values);
      CHECK(features.sequences.codes == again.sequences.codes);
    }
    CHECK(loaded->learnt() == view->learnt());
    CHECK(loaded->save() == saved);
  }
}

TEST_CASE("every step of texts refuses an archive that lost a part") {
  const data::Table table = table_of(text_column(kNotes));
  for (const texts::TextStepKind& kind : texts::text_kinds()) {
    CAPTURE(kind.choice.name);
    const Archive saved = fit(text_view({text_step(kind.choice.name)}), table, 3)->save();
    const Archive own = saved.part("texts");
    std::vector<std::string> lost;
    for (const auto& [name, array] : own.arrays()) lost.push_back("texts." + name);
    for (const auto& [name, text] : own.texts()) lost.push_back("texts." + name);
    for (const auto& [name, list] : own.lists()) lost.push_back("texts." + name);
    CHECK(lost.size() >= 4);
    for (const std::string& one : lost) {
      CAPTURE(one);
      Archive partial;
      const auto keep = [&](const auto& all) {
        for (const auto& [name, value] : all)
          if (name != one) partial.put(name, value);
      };
      keep(saved.arrays());
      keep(saved.texts());
      keep(saved.lists());
      CHECK_THROWS_AS(load_view(partial), CorruptFile);
    }
  }
}

TEST_CASE("texts that leave nothing to learn are refused with a way out") {
  const data::Table notes = table_of(text_column(kNotes));
  CHECK(
      refusal(text_view({text_step("tf_idf", {{"min_rows", "4"}})}), notes) ==
      "view 'standard': column 'note': tf_idf: none of the 6 words of the training rows is in 4 of "
      "them\nlower min_rows");
  CHECK(refusal(text_view({text_step("sequence")}), table_of(text_column({"", "", ""}))) ==
        "view 'standard': column 'note': sequence: all 3 training rows are without a text\n"
        "give the column the kind 'ignore', or look for another spelling of its texts");
  CHECK(refusal(text_view({text_step("tf_idf")}), table_of(text_column({"?!", "a b", ""}))) ==
        "view 'standard': column 'note': tf_idf: the texts of all 3 training rows hold no words\n"
        "lower min_characters, or set tokens: characters");
  CHECK(
      refusal({}, notes) ==
      "view 'standard': column 'note': a text needs a step that makes numbers of it, and the view "
      "names none\nwrite 'text: [tf_idf]' into the view, or 'text: [sequence]' for a network that "
      "begins with an embedding");
  CHECK_THAT(refusal(text_view({text_step("sequence"), text_step("sequence")}), notes),
             Catch::Contains("both become sequences, and a model takes one"));
}

TEST_CASE("bytes that are no UTF-8 end a word and break nothing") {
  const data::Table table = table_of(text_column({"go\xFFod \xC3 word", "good \xE2\x82", "x"}));
  const auto view = fit(text_view({text_step("bag_of_words")}), table, 3);
  CHECK(apply(*view, table).sparse_names ==
        std::vector<std::string>{"note=go", "note=good", "note=od", "note=word"});
}

TEST_CASE("a table with texts gets views of words and of sequences") {
  const data::Table table = table_of(numbers("size", {1, 2, 3, 4}), text_column(kNotes));
  const auto views = default_views(table, names(table));
  REQUIRE(views.size() == 2);
  CHECK(views[0].first == "words");
  CHECK(views[1].first == "sequence");
  CHECK(apply(*fit(views[0].second, table, 4), table).sparse.columns == 6);
  CHECK(apply(*fit(views[1].second, table, 4), table).sequences.codes == 9);
}
