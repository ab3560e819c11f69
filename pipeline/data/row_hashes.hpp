#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/data/table.hpp"

namespace dlflow::data {

/// Numbers that are equal have equal bits; every missing one is alike.
std::uint64_t bits_of(double x);

/// A hash of each row's values over all columns but one that is left out ("": none), in their
/// order. What reads as a number counts as
/// that number, whatever the kind of its column, and a category as its label, so that rows that are
/// equal have equal hashes in this table and in another.
std::vector<std::uint64_t> row_hashes(const Rows& rows, std::string_view left_out = {});

}  // namespace dlflow::data
