#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pipeline/data/reader.hpp"

namespace dlflow::data {

/// A format of tables: what it reads, and how.
struct ReaderKind {
  std::vector<std::string> extensions;  ///< with the dot, lower case
  std::function<ReadResult(const std::filesystem::path&, const DataOptions&, const ColumnSettings&)>
      read;
};

/// Text with separators: .csv, .tsv, .txt, .data.
const ReaderKind& csv_reader();

}  // namespace dlflow::data
