#pragma once

#include "pipeline/search/search.hpp"

/// One function a kind, each in its own file; the table in search.cpp lists them.
namespace dlflow::search {

SearcherKind random_search();
SearcherKind grid_search();

}  // namespace dlflow::search
