#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace dlflow::store {

/// A connection to one SQLite file: rollback journal, full synchronisation, no trust in the
/// content. Not thread-safe. Every failure throws: CorruptFile (damaged, not a database),
/// EnvironmentError (disk full, read-only, input/output; exit busy when another process keeps it).
class Database {
 public:
  /// Opens or makes the file.
  explicit Database(const std::filesystem::path& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void execute(const char* sql);
  /// The integer that a pragma or a query yields; 0 without a row.
  std::int64_t integer(const char* sql);
  [[noreturn]] void fail(int result);
  sqlite3* handle() const { return handle_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  sqlite3* handle_ = nullptr;
};

/// A prepared statement. Parameters and columns count from 0; texts and blobs keep every byte.
class Statement {
 public:
  Statement(Database& database, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// The text must outlive the next `reset`.
  void bind_text(int at, std::string_view text);
  void bind_blob(int at, std::string_view bytes);
  void bind(int at, std::int64_t value);
  void bind(int at, double value);
  /// True when there is a row to read.
  bool step();
  /// Steps to the end and resets.
  void run();
  /// Ready for another use, without parameters.
  void reset();

  std::string text(int column) const;
  std::int64_t integer(int column) const;
  double number(int column) const;

 private:
  void check(int result);
  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

/// Resets a statement at the end of a block, also when the block throws.
class StatementUse {
 public:
  explicit StatementUse(Statement& statement) : statement_(statement) {}
  ~StatementUse() { statement_.reset(); }
  StatementUse(const StatementUse&) = delete;
  StatementUse& operator=(const StatementUse&) = delete;

 private:
  Statement& statement_;
};

/// A write transaction (BEGIN IMMEDIATE), rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  /// Durable on return.
  void commit();

 private:
  Database& database_;
};

}  // namespace dlflow::store
