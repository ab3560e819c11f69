#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pipeline/data/reader.hpp"

namespace dlflow::data {

/// A format of tables: what it reads, and how.
struct ReaderKind {
  Format format;
  std::vector<std::string> endings;  ///< of file names without .gz, lower case
  /// The last argument is the number of threads, of which no result depends.
  std::function<ReadResult(const std::filesystem::path&, const DataOptions&, const ColumnSettings&,
                           int)>
      read;
};

/// SHA-256 over the paths and the bytes of all images of a folder, hex. Throws as image_reader().
std::string hash_of_images(const std::filesystem::path& folder);

/// Text with separators: .csv, .tsv, .txt, .data.
const ReaderKind& csv_reader();
/// Attributes and rows of Weka and the UCR archive: .arff.
const ReaderKind& arff_reader();
/// Series of the UCR and UEA archives, several channels, differing lengths: .ts.
const ReaderKind& ts_reader();
/// Arrays of the MNIST family: .idx, -ubyte.
const ReaderKind& idx_reader();
/// Folders of PNG and JPEG files, and archives of one: .tar, .tar.gz, .tgz.
const ReaderKind& image_reader();
/// Arrays of NumPy: .npy.
const ReaderKind& npy_reader();

}  // namespace dlflow::data
