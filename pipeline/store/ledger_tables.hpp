#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/store/database.hpp"
#include "pipeline/store/ledger.hpp"

namespace dlflow::store {

inline constexpr int kLedgerFormat = 1;

/// Makes the tables of a new file and checks those of an old one. Throws CorruptFile when the file
/// is of a newer version or not a ledger.
void open_tables(Database& database);

/// The finished units. Each row carries a hash of its content: a damaged row throws CorruptFile
/// instead of being believed.
class UnitTable {
 public:
  explicit UnitTable(Database& database);
  std::optional<Unit> find(const std::string& key);
  void find_all(const std::vector<std::string>& keys, std::map<std::string, Unit>& found);
  /// Nothing happens when the key is there: the same key means the same result.
  void insert(const Unit& unit);

 private:
  Unit read(const Statement& row) const;
  Database& database_;
  Statement find_, find_many_, insert_;
};

class RunTable {
 public:
  explicit RunTable(Database& database);
  std::vector<Ledger::Run> all();
  std::optional<Ledger::Run> find(const std::string& key);
  std::optional<Ledger::Run> find(int number);
  /// Gives it the next number.
  Ledger::Run insert(const std::string& key, const std::string& config);
  void update(const Ledger::Run& run);

 private:
  Ledger::Run read(const Statement& row) const;
  Database& database_;
  Statement all_, by_key_, by_number_, next_, write_;
};

}  // namespace dlflow::store
