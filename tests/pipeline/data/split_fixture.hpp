#pragma once

#include <catch2/catch.hpp>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "pipeline/data/splits.hpp"

/// Rows to split, and what a refusal says.
namespace split_fixture {

inline std::vector<dlflow::data::RowIndex> all_rows(std::size_t n) {
  std::vector<dlflow::data::RowIndex> rows(n);
  std::iota(rows.begin(), rows.end(), dlflow::data::RowIndex{0});
  return rows;
}

inline std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const dlflow::UserError& error) {
    CHECK(error.code() == dlflow::ExitCode::data);
    return error.what();
  }
  return "no error";
}

}  // namespace split_fixture
