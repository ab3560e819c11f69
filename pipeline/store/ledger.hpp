#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dlflow::store {

/// A finished unit of work: a fold of a model, a trial, a stage. Its key is a hash of everything
/// its result depends on; what it made is `record` (JSON) and `blob` (arrays as bytes).
struct Unit {
  std::string key;
  std::string stage;   ///< "evaluate", "improve", ...
  std::string name;    ///< for people: "mlp / standard, repeat 0, fold 3"
  std::string record;  ///< JSON: scores, counts; what the digest reads
  std::string blob;    ///< out-of-fold predictions and the like
  double seconds = 0;
  std::int64_t finished_at = 0;  ///< unix seconds; never part of a digest
};

/// The ledger of one project: SQLite with a rollback journal and full synchronisation. `add` hands
/// the unit to a writer thread that groups commits: durable within 100 ms, cheap for the worker.
/// Thread-safe.
class Ledger {
 public:
  /// Opens or makes the file. Throws CorruptFile (damaged, or of a newer version),
  /// EnvironmentError.
  explicit Ledger(const std::filesystem::path& path);
  ~Ledger();  ///< flushes; errors at that point are logged

  std::optional<Unit> find(const std::string& key) const;
  /// All units with one of these keys, by key. One query for many keys.
  std::map<std::string, Unit> find_all(const std::vector<std::string>& keys) const;
  void add(Unit unit);
  /// Returns when all that was added is durable. Throws EnvironmentError (disk full, read-only).
  void flush();

  /// Runs of the project: run number -> the key of its results and its resolved configuration.
  struct Run {
    int number = 0;
    std::string key;
    std::string config;   ///< resolved, YAML
    std::string summary;  ///< JSON: leaderboard figures for comparison between runs
  };
  std::vector<Run> runs() const;
  /// The run with this key, or a new one with the next number. Durable on return.
  Run open_run(const std::string& key, const std::string& config);
  void set_summary(int number, const std::string& summary);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dlflow::store
