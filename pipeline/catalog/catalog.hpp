#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dlflow::catalog {

/// A published score of a data set and the protocol that it was measured with.
struct Benchmark {
  std::string metric;
  double naive = 0;   ///< of the best guess that looks at no feature
  double good = 0;    ///< of a good model
  double spread = 0;  ///< standard deviation of `good` over the folds; 0 when none was published
  int folds = 10;     ///< 0: measured on the given test set
  int repeats = 1;
  std::string source;  ///< who published it
};

/// A further file of a data set.
struct DatasetPart {
  std::string option;  ///< of `data`, which it is given as: "labels", "test" or "test_labels"
  std::string file, sha256, address;  ///< as of the entry itself
};

/// A data set that dlflow knows by name.
struct DatasetEntry {
  std::string name;
  std::string title;
  std::string file;    ///< in datasets/ ("iris.csv") or inside a mirror ("tabular/housing.csv")
  std::string sha256;  ///< of the file, hex; of its unzipped content where the name ends in .gz
  std::string target;
  std::string positive;  ///< label of the positive class; empty: none
  std::string source;    ///< whose data they are
  std::string address;   ///< where the file can be got; empty: it comes with dlflow
  std::string licence;
  std::vector<std::string> column_names;  ///< for a file without header; else empty
  std::optional<Benchmark> benchmark;
  std::vector<DatasetPart> parts = {};
  std::vector<std::string> left_out = {};  ///< columns that give the target away, or name the row

  bool is_shipped() const { return address.empty(); }
};

/// All data sets, sorted by name.
const std::vector<DatasetEntry>& catalog();

/// nullptr when there is no such name.
const DatasetEntry* find_dataset(std::string_view name);

/// The file of a data set on this machine. One that comes with dlflow is in the folder
/// DLFLOW_DATASETS, else in ./datasets or one near the program; the others are in DLFLOW_MIRROR (a
/// folder, or file:// and a folder). Its hash is verified. Throws UserError (data), telling how to
/// get the file, when it is not there or differs.
std::filesystem::path locate(const DatasetEntry& entry);
std::filesystem::path locate(const DatasetEntry& entry, const DatasetPart& part);

}  // namespace dlflow::catalog
