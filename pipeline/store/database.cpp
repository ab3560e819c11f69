#include "pipeline/store/database.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <new>

#include "core/base/error.hpp"

namespace dlflow::store {
namespace {

constexpr int kBusyMilliseconds = 10'000;

[[noreturn]] void fail_system(const std::string& path, const char* action, int error_number) {
  if (error_number == 0) error_number = EIO;
  throw EnvironmentError::from_errno(path, action, error_number);
}

}  // namespace

Database::Database(const std::filesystem::path& path) : path_(path.native()) {
  const int result =
      sqlite3_open_v2(path_.c_str(), &handle_,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  try {
    if (result != SQLITE_OK) fail(result);
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, kBusyMilliseconds);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    execute("PRAGMA cell_size_check = ON");
    execute("PRAGMA journal_mode = DELETE");
    // FULL, and the folder is synchronised after the journal is removed: without that a commit may
    // be rolled back by a power loss that brings the journal back.
    execute("PRAGMA synchronous = EXTRA");
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

Database::~Database() { sqlite3_close(handle_); }

void Database::execute(const char* sql) {
  const int result = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(result);
}

std::int64_t Database::integer(const char* sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

void Database::fail(int result) {
  if (!handle_) throw std::bad_alloc();
  const int error_number = sqlite3_system_errno(handle_);
  switch (result & 0xFF) {
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    case SQLITE_FULL:
      fail_system(path_, "write", ENOSPC);
    case SQLITE_READONLY:
      throw EnvironmentError(path_, "cannot write: the file or its folder is read-only");
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      fail_system(path_, "open", error_number);
    case SQLITE_IOERR:
      fail_system(path_, "read or write", error_number);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw EnvironmentError(path_, "in use by another process\n  wait for it to end",
                             ExitCode::busy);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR:
      // The statements are constant and tested, so an SQL error is the file's: its tables are not
      // ours.
      throw CorruptFile(path_, std::string("damaged or not a ledger: ") + sqlite3_errmsg(handle_));
    default:
      throw Bug(__FILE__, __LINE__, std::string("SQLite: ") + sqlite3_errmsg(handle_));
  }
}

Statement::Statement(Database& database, const char* sql) : database_(database) {
  check(sqlite3_prepare_v3(database_.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_,
                           nullptr));
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::bind_text(int at, std::string_view text) {
  check(sqlite3_bind_text64(statement_, at + 1, text.data(), text.size(), SQLITE_STATIC,
                            SQLITE_UTF8));
}

void Statement::bind_blob(int at, std::string_view bytes) {
  // A null pointer would store NULL instead of an empty blob.
  const char* data = bytes.empty() ? "" : bytes.data();
  check(sqlite3_bind_blob64(statement_, at + 1, data, bytes.size(), SQLITE_STATIC));
}

void Statement::bind(int at, std::int64_t value) {
  check(sqlite3_bind_int64(statement_, at + 1, value));
}

void Statement::bind(int at, double value) {
  check(sqlite3_bind_double(statement_, at + 1, value));
}

bool Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result != SQLITE_ROW && result != SQLITE_DONE) database_.fail(result);
  return result == SQLITE_ROW;
}

void Statement::run() {
  StatementUse use(*this);
  while (step()) {
  }
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

std::string Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

double Statement::number(int column) const { return sqlite3_column_double(statement_, column); }

void Statement::check(int result) {
  if (result == SQLITE_TOOBIG)
    throw EnvironmentError(database_.path(), "a unit of more than 1,000,000,000 bytes");
  if (result != SQLITE_OK) database_.fail(result);
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // Errors such as a full disk may have rolled back already.
  if (!sqlite3_get_autocommit(database_.handle()))
    sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() { database_.execute("COMMIT"); }

}  // namespace dlflow::store
