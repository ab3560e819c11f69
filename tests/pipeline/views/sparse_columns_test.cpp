#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "pipeline/views/imbalance.hpp"
#include "tests/pipeline/views/view_fixture.hpp"

using namespace dlflow;
using namespace dlflow::views;
using namespace dlflow::views::fixture;

namespace {

/// A number, a category of `values` texts and one of two; every tenth category is missing.
data::Table many_values(std::size_t values, std::size_t rows) {
  std::vector<double> size;
  std::vector<std::string> city, sex;
  for (std::size_t n = 0; n < rows; ++n) {
    size.push_back(static_cast<double>(n % 7));
    city.push_back(n % 10 == 9 ? "" : "c" + std::to_string(n / 10 % values));
    sex.push_back(n % 3 ? "f" : "m");
  }
  return table_of(numbers("size", size), words("city", city), words("sex", sex));
}

ViewOptions with(const schema::Chosen& category) {
  ViewOptions options;
  options.category = {category};
  return options;
}

/// The sparse columns written out: a row of values, in the order of the names.
std::vector<float> written(const data::Features& x) {
  std::vector<float> all(x.rows * x.sparse.columns);
  for (std::size_t n = 0; n < x.rows; ++n)
    x.sparse.for_each(
        n, [&](std::uint32_t at, float value) { all[n * x.sparse.columns + at] = value; });
  return all;
}

/// The dense columns behind the first.
std::vector<float> behind_first(const data::Features& x) {
  std::vector<float> all;
  for (std::size_t n = 0; n < x.rows; ++n)
    all.insert(all.end(), x.dense.row(n).begin() + 1, x.dense.row(n).end());
  return all;
}

}  // namespace

TEST_CASE("sparse columns of categories hold what dense ones do, in the same order") {
  const data::Table table = many_values(90, 3000);
  for (const auto& [name, options] :
       {std::pair<std::string, std::map<std::string, std::string>>{"one_hot", {}},
        {"one_hot", {{"unknown", "own"}, {"rare", "0.01"}}},
        {"hashing", {{"columns", "70"}}}}) {
    auto sparse_options = options, dense_options = options;
    sparse_options["sparse"] = "always";
    dense_options["sparse"] = "never";
    CAPTURE(name, options);
    const auto sparse_view = fit(with(step(name, sparse_options)), table, 2000);
    const data::Features sparse = apply(*sparse_view, table);
    const data::Features dense = apply(*fit(with(step(name, dense_options)), table, 2000), table);
    CHECK(sparse.dense_names == std::vector<std::string>{"size"});
    CHECK(sparse.sparse_names ==
          std::vector<std::string>(dense.dense_names.begin() + 1, dense.dense_names.end()));
    CHECK(sparse.sparse.columns == sparse.sparse_names.size());
    CHECK(written(sparse) == behind_first(dense));
    CHECK(std::ranges::count(sparse.sparse.values, 0) == 0);
    const auto loaded = load_view(sparse_view->save());
    const data::Features again = apply(*loaded, table);
    CHECK(again.sparse_names == sparse.sparse_names);
    CHECK(written(again) == written(sparse));
  }
}

TEST_CASE("columns are sparse by themselves where there are many, mostly 0, and no step follows") {
  const auto sparse_columns = [](std::size_t values, const ViewOptions& options) {
    const data::Table table = many_values(values, 3000);
    return apply(*fit(options, table, 3000), table).sparse.columns;
  };
  CHECK(sparse_columns(253, with(step("one_hot"))) == 0);
  CHECK(sparse_columns(254, with(step("one_hot"))) == 256);
  CHECK(sparse_columns(254, with(step("one_hot", {{"sparse", "never"}}))) == 0);
  CHECK(sparse_columns(5, with(step("one_hot", {{"sparse", "always"}}))) == 7);
  CHECK(sparse_columns(5, with(step("hashing"))) == 0);
  CHECK(sparse_columns(5, with(step("hashing", {{"columns", "256"}}))) == 256);
  ViewOptions followed = with(step("one_hot"));
  followed.category.push_back(step("pca"));
  CHECK(sparse_columns(260, followed) == 0);
  // Rows are put between others, which takes all values.
  ViewOptions balanced = with(step("one_hot"));
  balanced.imbalance = schema::choose(imbalance_choices(), "smote");
  CHECK(sparse_columns(260, balanced) == 0);
  balanced.imbalance = schema::choose(imbalance_choices(), "class_weights");
  CHECK(sparse_columns(260, balanced) == 262);
}

TEST_CASE("a step behind sparse columns refuses them by name") {
  const data::Table table = many_values(20, 100);
  ViewOptions options = with(step("one_hot", {{"sparse", "always"}}));
  options.category.push_back(step("standardize"));
  CHECK_THROWS_WITH(
      fit(options, table, 100),
      "category.1: view 'standard': column 'city=c0': standardize: cannot take sparse columns\n"
      "  give the step before it 'sparse: never', or put it last");
}
