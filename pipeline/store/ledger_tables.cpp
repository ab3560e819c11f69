#include "pipeline/store/ledger_tables.hpp"

#include <algorithm>
#include <bit>

#include "core/base/error.hpp"
#include "pipeline/files/hash.hpp"

namespace dlflow::store {
namespace {

/// "dlfl": marks the file as ours among SQLite files.
constexpr std::int64_t kApplication = 0x646C666C;
constexpr std::size_t kKeysPerQuery = 256;

constexpr const char* kTables = R"(
  CREATE TABLE units (key TEXT PRIMARY KEY NOT NULL, stage TEXT NOT NULL, name TEXT NOT NULL,
                      record TEXT NOT NULL, blob BLOB NOT NULL, seconds REAL NOT NULL,
                      finished_at INTEGER NOT NULL, seal TEXT NOT NULL);
  CREATE TABLE runs (number INTEGER PRIMARY KEY NOT NULL, key TEXT UNIQUE NOT NULL,
                     config TEXT NOT NULL, summary TEXT NOT NULL, seal TEXT NOT NULL);
  PRAGMA application_id = 1684825708;
  PRAGMA user_version = 1;
)";
static_assert(kApplication == 1684825708 && kLedgerFormat == 1);

constexpr const char* kUnitColumns =
    "SELECT key, stage, name, record, blob, seconds, finished_at, seal FROM units WHERE key ";

std::string many_keys_query() {
  std::string sql = std::string(kUnitColumns) + "IN (?";
  for (std::size_t i = 1; i < kKeysPerQuery; ++i) sql += ",?";
  return sql + ")";
}

std::string seal_of(const Unit& unit) {
  files::Sha256 hash;
  for (const std::string* text : {&unit.key, &unit.stage, &unit.name, &unit.record, &unit.blob})
    hash.add_text(*text);
  hash.add(std::bit_cast<std::uint64_t>(unit.seconds));
  hash.add(static_cast<std::uint64_t>(unit.finished_at));
  return hash.finish();
}

std::string seal_of(const Ledger::Run& run) {
  files::Sha256 hash;
  hash.add(static_cast<std::uint64_t>(run.number));
  for (const std::string* text : {&run.key, &run.config, &run.summary}) hash.add_text(*text);
  return hash.finish();
}

void check_seal(const Database& database, const std::string& seal, const std::string& expected,
                const std::string& what) {
  if (seal != expected)
    throw CorruptFile(database.path(), what + " is damaged: its content does not fit its hash");
}

void check_format(Database& database) {
  const std::int64_t format = database.integer("PRAGMA user_version");
  if (database.integer("PRAGMA application_id") != kApplication || format < 1)
    throw CorruptFile(database.path(), "not a ledger of dlflow");
  if (format > kLedgerFormat)
    throw CorruptFile(database.path(), "made by a newer version of dlflow (ledger format " +
                                           std::to_string(format) + ", this one reads up to " +
                                           std::to_string(kLedgerFormat) + ")");
}

/// SQLite takes the missing end of the last page for zeros.
void check_size(Database& database) {
  const std::int64_t expected =
      database.integer("PRAGMA page_count") * database.integer("PRAGMA page_size");
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(database.path()));
  if (size < expected)
    throw CorruptFile(database.path(), "truncated: " + std::to_string(size) + " bytes, expected " +
                                           std::to_string(expected));
}

bool is_empty(Database& database) {
  return database.integer("SELECT count(*) FROM sqlite_schema") == 0 &&
         database.integer("PRAGMA user_version") == 0 &&
         database.integer("PRAGMA application_id") == 0;
}

}  // namespace

void open_tables(Database& database) {
  if (is_empty(database)) {
    Transaction transaction(database);
    // Another process may have made the tables since.
    if (is_empty(database)) database.execute(kTables);
    transaction.commit();
  }
  check_format(database);
  check_size(database);
}

UnitTable::UnitTable(Database& database)
    : database_(database),
      find_(database, (std::string(kUnitColumns) + "= ?").c_str()),
      find_many_(database, many_keys_query().c_str()),
      insert_(database, "INSERT OR IGNORE INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?)") {}

Unit UnitTable::read(const Statement& row) const {
  Unit unit{row.text(0), row.text(1),   row.text(2),   row.text(3),
            row.text(4), row.number(5), row.integer(6)};
  check_seal(database_, row.text(7), seal_of(unit), "unit '" + unit.name + "'");
  return unit;
}

std::optional<Unit> UnitTable::find(const std::string& key) {
  StatementUse use(find_);
  find_.bind_text(0, key);
  if (!find_.step()) return std::nullopt;
  Unit unit = read(find_);
  // A damaged index may lead to a whole row of another key.
  if (unit.key != key) throw CorruptFile(database_.path(), "the index of the units is damaged");
  return unit;
}

void UnitTable::find_all(const std::vector<std::string>& keys, std::map<std::string, Unit>& found) {
  for (std::size_t from = 0; from < keys.size(); from += kKeysPerQuery) {
    StatementUse use(find_many_);
    const std::size_t to = std::min(keys.size(), from + kKeysPerQuery);
    // What is not bound is NULL, which equals no key.
    for (std::size_t i = from; i < to; ++i)
      find_many_.bind_text(static_cast<int>(i - from), keys[i]);
    while (find_many_.step()) {
      Unit unit = read(find_many_);
      if (std::find(keys.begin() + static_cast<std::ptrdiff_t>(from),
                    keys.begin() + static_cast<std::ptrdiff_t>(to),
                    unit.key) == keys.begin() + static_cast<std::ptrdiff_t>(to))
        throw CorruptFile(database_.path(), "the index of the units is damaged");
      found[unit.key] = std::move(unit);
    }
  }
}

void UnitTable::insert(const Unit& unit) {
  const std::string seal = seal_of(unit);
  insert_.bind_text(0, unit.key);
  insert_.bind_text(1, unit.stage);
  insert_.bind_text(2, unit.name);
  insert_.bind_text(3, unit.record);
  insert_.bind_blob(4, unit.blob);
  insert_.bind(5, unit.seconds);
  insert_.bind(6, unit.finished_at);
  insert_.bind_text(7, seal);
  insert_.run();
}

RunTable::RunTable(Database& database)
    : database_(database),
      all_(database, "SELECT number, key, config, summary, seal FROM runs ORDER BY number"),
      by_key_(database, "SELECT number, key, config, summary, seal FROM runs WHERE key = ?"),
      by_number_(database, "SELECT number, key, config, summary, seal FROM runs WHERE number = ?"),
      next_(database, "SELECT coalesce(max(number), 0) + 1 FROM runs"),
      write_(database, "REPLACE INTO runs VALUES (?, ?, ?, ?, ?)") {}

Ledger::Run RunTable::read(const Statement& row) const {
  Ledger::Run run{static_cast<int>(row.integer(0)), row.text(1), row.text(2), row.text(3)};
  check_seal(database_, row.text(4), seal_of(run), "run " + std::to_string(run.number));
  return run;
}

std::vector<Ledger::Run> RunTable::all() {
  StatementUse use(all_);
  std::vector<Ledger::Run> out;
  while (all_.step()) out.push_back(read(all_));
  return out;
}

std::optional<Ledger::Run> RunTable::find(const std::string& key) {
  StatementUse use(by_key_);
  by_key_.bind_text(0, key);
  return by_key_.step() ? std::optional(read(by_key_)) : std::nullopt;
}

std::optional<Ledger::Run> RunTable::find(int number) {
  StatementUse use(by_number_);
  by_number_.bind(0, std::int64_t{number});
  return by_number_.step() ? std::optional(read(by_number_)) : std::nullopt;
}

Ledger::Run RunTable::insert(const std::string& key, const std::string& config) {
  Ledger::Run run{1, key, config, ""};
  {
    StatementUse use(next_);
    if (next_.step()) run.number = static_cast<int>(next_.integer(0));
  }
  update(run);
  return run;
}

void RunTable::update(const Ledger::Run& run) {
  const std::string seal = seal_of(run);
  write_.bind(0, std::int64_t{run.number});
  write_.bind_text(1, run.key);
  write_.bind_text(2, run.config);
  write_.bind_text(3, run.summary);
  write_.bind_text(4, seal);
  write_.run();
}

}  // namespace dlflow::store
