#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pipeline/files/files.hpp"

namespace dlflow::store {

/// One look at the scores of a test set.
struct Opening {
  std::string data_hash;   ///< of the sealed rows
  std::string config_key;  ///< of the configuration and all that results depend on
  std::string project;
  std::int64_t opened_at = 0;                  ///< seconds since 1970
  std::string settings_key = {};               ///< of the configuration alone; "": not known
  std::vector<std::uint64_t> row_hashes = {};  ///< of the sealed rows; empty: not known
  /// Of the sealed rows without their target; empty: not known.
  std::vector<std::uint64_t> input_hashes = {};
};
/// Which of the hashes of an opening tell rows apart.
using RowHashes = std::vector<std::uint64_t> Opening::*;

/// What openings of other test sets have shown of some rows.
struct SeenRows {
  std::vector<Opening> openings;  ///< whose test sets hold some of the rows
  double share = 0;               ///< of the rows, in [0, 1], that are in one of those test sets
  bool is_estimate = false;       ///< from a sample of the rows, where a test set is large
};

/// How often sealed test sets were opened: one file in `runs/`, keyed by the hash of the sealed
/// rows' content, so that a new project name does not hide an opening. The least kSampleRows row
/// hashes of each test set are kept, by which rows are known again in another test set (bottom-k
/// sketch: Cohen and Kaplan, Summarizing data using bottom-k sketches, 2007).
class TestSetRegister {
 public:
  static constexpr std::size_t kSampleRows = 2048;

  /// Reads the file. It is locked as long as this object lives, so that what is decided by it and
  /// recorded is of one piece. Throws CorruptFile, and EnvironmentError (busy) when another process
  /// keeps it locked.
  explicit TestSetRegister(std::filesystem::path path);
  ~TestSetRegister();
  std::vector<Opening> openings(const std::string& data_hash) const;
  /// What other test sets than this one have shown of the rows, known by such hashes.
  SeenRows seen(const std::string& data_hash, std::span<const std::uint64_t> hashes,
                RowHashes known_by = &Opening::row_hashes) const;
  /// How often a project opened sealed rows other than these.
  std::size_t other_openings(const std::string& data_hash, const std::string& project) const;
  /// Durable on return.
  void record(Opening opening);

 private:
  std::filesystem::path path_;
  files::FolderLock lock_;
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace dlflow::store
