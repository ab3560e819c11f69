#include "pipeline/store/ledger.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/store/ledger_tables.hpp"

namespace dlflow::store {
namespace {

/// How long the writer gathers units before it commits: half of what durability allows is left for
/// the commit itself.
constexpr std::chrono::milliseconds kGather{25};
/// A group of this size is committed at once.
constexpr std::size_t kGroupBytes = std::size_t{16} << 20;

const std::filesystem::path& with_folder(const std::filesystem::path& path) {
  if (path.has_parent_path()) files::make_folder(path.parent_path());
  return path;
}

}  // namespace

struct Ledger::State {
  using Pending = std::map<std::string, std::shared_ptr<const Unit>>;

  explicit State(const std::filesystem::path& path)
      : database(with_folder(path)), tables_are_open((open_tables(database), true)) {}

  void start() {
    writer = std::thread([this] { write_until_closed(); });
  }
  void write_until_closed();
  void write_group(const Pending& group);
  void stop();

  /// Guards the connection and its statements.
  std::mutex database_mutex;
  Database database;
  bool tables_are_open;
  UnitTable units{database};
  RunTable runs{database};

  /// Guards what follows. Never held while the disk is waited for, so `add` is quick.
  std::mutex mutex;
  std::condition_variable wake, settled;
  Pending pending;  ///< added and not yet durable; a failed group stays here
  std::size_t pending_bytes = 0;
  int flushes = 0;  ///< callers that wait in `flush`
  bool closing = false;
  std::exception_ptr failure;  ///< of the last group; the next flush tries again
  std::thread writer;
};

void Ledger::State::write_until_closed() {
  std::unique_lock lock(mutex);
  for (;;) {
    wake.wait(lock, [&] { return closing || (!pending.empty() && !failure); });
    if (pending.empty() || failure) return;
    wake.wait_for(lock, kGather,
                  [&] { return closing || flushes > 0 || pending_bytes > kGroupBytes; });
    const Pending group = pending;
    lock.unlock();
    std::exception_ptr error;
    try {
      write_group(group);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    failure = error;
    if (!failure)
      for (const auto& [key, unit] : group) {
        pending_bytes -= unit->blob.size();
        pending.erase(key);
      }
    settled.notify_all();
  }
}

void Ledger::State::write_group(const Pending& group) {
  const std::lock_guard lock(database_mutex);
  Transaction transaction(database);
  for (const auto& [key, unit] : group) units.insert(*unit);
  transaction.commit();
}

void Ledger::State::stop() {
  {
    const std::lock_guard lock(mutex);
    closing = true;
  }
  wake.notify_all();
  writer.join();
}

Ledger::Ledger(const std::filesystem::path& path) : state_(std::make_unique<State>(path)) {
  state_->start();
}

Ledger::~Ledger() {
  try {
    flush();
  } catch (const std::exception& error) {
    log_warning(error.what());
  }
  state_->stop();
}

std::optional<Unit> Ledger::find(const std::string& key) const {
  {
    const std::lock_guard lock(state_->mutex);
    const auto at = state_->pending.find(key);
    if (at != state_->pending.end()) return *at->second;
  }
  const std::lock_guard lock(state_->database_mutex);
  return state_->units.find(key);
}

std::map<std::string, Unit> Ledger::find_all(const std::vector<std::string>& keys) const {
  std::map<std::string, Unit> found;
  {
    const std::lock_guard lock(state_->mutex);
    for (const std::string& key : keys) {
      const auto at = state_->pending.find(key);
      if (at != state_->pending.end()) found[key] = *at->second;
    }
  }
  const std::lock_guard lock(state_->database_mutex);
  state_->units.find_all(keys, found);
  return found;
}

void Ledger::add(Unit unit) {
  const auto shared = std::make_shared<const Unit>(std::move(unit));
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->failure) std::rethrow_exception(state_->failure);
    if (state_->pending.emplace(shared->key, shared).second)
      state_->pending_bytes += shared->blob.size();
  }
  state_->wake.notify_one();
}

void Ledger::flush() {
  std::unique_lock lock(state_->mutex);
  state_->failure = nullptr;
  ++state_->flushes;
  state_->wake.notify_one();
  state_->settled.wait(lock, [&] { return state_->pending.empty() || state_->failure; });
  --state_->flushes;
  if (state_->failure) std::rethrow_exception(state_->failure);
}

std::vector<Ledger::Run> Ledger::runs() const {
  const std::lock_guard lock(state_->database_mutex);
  return state_->runs.all();
}

Ledger::Run Ledger::open_run(const std::string& key, const std::string& config) {
  const std::lock_guard lock(state_->database_mutex);
  // Without a write when the run is there: a project on a read-only disk can be looked at.
  if (auto known = state_->runs.find(key)) return *known;
  Transaction transaction(state_->database);
  auto known = state_->runs.find(key);
  const Run run = known ? *known : state_->runs.insert(key, config);
  transaction.commit();
  return run;
}

void Ledger::set_summary(int number, const std::string& summary) {
  const std::lock_guard lock(state_->database_mutex);
  Transaction transaction(state_->database);
  auto run = state_->runs.find(number);
  DLFLOW_REQUIRE(run.has_value(), "run " + std::to_string(number) + " was never opened");
  run->summary = summary;
  state_->runs.update(*run);
  transaction.commit();
}

}  // namespace dlflow::store
