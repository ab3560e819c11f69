#include "pipeline/store/ledger.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <thread>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/store/database.hpp"
#include "tests/pipeline/processes.hpp"
#include "tests/pipeline/temporary_folder.hpp"

using namespace dlflow;
using namespace dlflow::store;

namespace {

Unit unit(int number) {
  const std::string name = std::to_string(number);
  return {"key " + name,
          "evaluate",
          "mlp, fold " + name,
          "{\"loss\":0." + name + "}",
          std::string("\0blob ", 6) + name,
          number / 8.0,
          1'700'000'000 + number};
}

bool same(const Unit& a, const Unit& b) {
  return std::tie(a.key, a.stage, a.name, a.record, a.blob, a.seconds, a.finished_at) ==
         std::tie(b.key, b.stage, b.name, b.record, b.blob, b.seconds, b.finished_at);
}

std::vector<std::string> keys(int count) {
  std::vector<std::string> out;
  for (int i = 0; i < count; ++i) out.push_back(unit(i).key);
  return out;
}

std::string corruption_of(const std::filesystem::path& path) {
  try {
    const Ledger ledger(path);
    ledger.find("x");
  } catch (const CorruptFile& error) {
    return error.what();
  }
  return "opened";
}

}  // namespace

TEST_CASE("a ledger gives back what was added, at once and when it is opened again") {
  const TemporaryFolder folder;
  Unit empty = unit(3);
  empty.blob.clear();
  empty.record.clear();
  {
    Ledger ledger(folder / "ledger.sqlite");
    CHECK(ledger.find("key 1") == std::nullopt);
    ledger.add(unit(1));
    ledger.add(empty);
    CHECK(same(ledger.find("key 1").value(), unit(1)));
  }
  const Ledger ledger(folder / "ledger.sqlite");
  CHECK(same(ledger.find("key 1").value(), unit(1)));
  CHECK(same(ledger.find("key 3").value(), empty));
  CHECK(ledger.find("key 2") == std::nullopt);
}

TEST_CASE("many keys are found together, durable or not yet") {
  const TemporaryFolder folder;
  Ledger ledger(folder / "ledger.sqlite");
  for (int i = 0; i < 700; i += 2) ledger.add(unit(i));
  ledger.flush();
  for (int i = 1; i < 100; i += 2) ledger.add(unit(i));
  const auto found = ledger.find_all(keys(701));
  CHECK(found.size() == 400);
  for (const auto& [key, value] : found) CHECK(value.key == key);
  CHECK(same(found.at("key 698"), unit(698)));
  CHECK(same(found.at("key 99"), unit(99)));
  CHECK(ledger.find_all({}).empty());
}

TEST_CASE("the first unit with a key stays") {
  const TemporaryFolder folder;
  Ledger ledger(folder / "ledger.sqlite");
  Unit other = unit(1);
  other.seconds = 99;
  ledger.add(unit(1));
  ledger.add(other);
  ledger.flush();
  ledger.add(other);
  ledger.flush();
  CHECK(same(ledger.find("key 1").value(), unit(1)));
}

TEST_CASE("four threads add and find at once") {
  const TemporaryFolder folder;
  Ledger ledger(folder / "ledger.sqlite");
  std::vector<std::thread> threads;
  std::atomic<int> missing{0};
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = thread; i < 400; i += 4) {
        ledger.add(unit(i));
        if (i % 40 == thread) ledger.flush();
        if (!ledger.find(unit(i).key)) ++missing;
      }
    });
  for (std::thread& thread : threads) thread.join();
  ledger.flush();
  CHECK(missing == 0);
  const Ledger again(folder / "ledger.sqlite");
  CHECK(again.find_all(keys(400)).size() == 400);
}

TEST_CASE("what was added is durable soon without a flush") {
  const TemporaryFolder folder;
  Ledger ledger(folder / "ledger.sqlite");
  ledger.add(unit(1));
  const Ledger other(folder / "ledger.sqlite");
  bool found = false;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!found && std::chrono::steady_clock::now() < until)
    found = other.find("key 1").has_value();
  CHECK(found);
}

TEST_CASE("what was flushed is there after the process died without a word") {
  const TemporaryFolder folder;
  const auto path = folder / "ledger.sqlite";
  const pid_t child = in_child([&] {
    auto* ledger = new Ledger(path);
    for (int i = 0; i < 50; ++i) ledger->add(unit(i));
    ledger->flush();
    ledger->add(unit(50));
    ::raise(SIGKILL);
    return 0;
  });
  REQUIRE(wait_for(child) == 128 + SIGKILL);
  const Ledger ledger(path);
  const std::size_t count = ledger.find_all(keys(51)).size();
  CHECK((count == 50 || count == 51));
  CHECK(same(ledger.find("key 49").value(), unit(49)));
}

TEST_CASE("runs are numbered from one, and a key that is known keeps its run") {
  const TemporaryFolder folder;
  Ledger ledger(folder / "ledger.sqlite");
  CHECK(ledger.runs().empty());
  CHECK(ledger.open_run("a", "seed: 1").number == 1);
  CHECK(ledger.open_run("b", "seed: 2").number == 2);
  const Ledger::Run known = ledger.open_run("a", "another text");
  CHECK(known.number == 1);
  CHECK(known.config == "seed: 1");
  ledger.set_summary(2, "{\"loss\": 1}");
  CHECK_THROWS_AS(ledger.set_summary(3, ""), Bug);
  const Ledger again(folder / "ledger.sqlite");
  REQUIRE(again.runs().size() == 2);
  CHECK(again.runs()[0].key == "a");
  CHECK(again.runs()[1].summary == "{\"loss\": 1}");
}

TEST_CASE("processes that open runs at the same time get different numbers") {
  const TemporaryFolder folder;
  std::vector<pid_t> children;
  for (int child = 0; child < 4; ++child)
    children.push_back(in_child([&] {
      Ledger ledger(folder / "ledger.sqlite");
      for (int i = 0; i < 5; ++i)
        ledger.open_run(std::to_string(child) + "-" + std::to_string(i), "");
      return 0;
    }));
  for (const pid_t child : children) CHECK(wait_for(child) == 0);
  const auto runs = Ledger(folder / "ledger.sqlite").runs();
  REQUIRE(runs.size() == 20);
  for (int i = 0; i < 20; ++i) CHECK(runs[static_cast<std::size_t>(i)].number == i + 1);
}

TEST_CASE("a file that is not a ledger is refused with the reason") {
  const TemporaryFolder folder;
  const std::string path = folder / "ledger.sqlite";
  files::commit(path, std::string(5000, 'x'));
  CHECK(corruption_of(path) == path + ": damaged or not a ledger: file is not a database");
  files::commit(path, "");
  { Database(path).execute("CREATE TABLE other (x)"); }
  CHECK(corruption_of(path) == path + ": not a ledger of dlflow");
  files::commit(path, "");
  { const Ledger ledger(path); }
  { Database(path).execute("PRAGMA user_version = 2"); }
  CHECK(corruption_of(path) ==
        path + ": made by a newer version of dlflow (ledger format 2, this one reads up to 1)");
  { Database(path).execute("PRAGMA user_version = 1; DROP TABLE units"); }
  CHECK(corruption_of(path) == path + ": damaged or not a ledger: no such table: units");
}

TEST_CASE("a damaged ledger is found out or harmless, never believed") {
  const TemporaryFolder folder;
  const auto path = folder / "ledger.sqlite";
  {
    Ledger ledger(path);
    for (int i = 0; i < 12; ++i) ledger.add(unit(i));
    ledger.open_run("a", "seed: 1");
  }
  const std::string whole = files::read_all(path);
  int detected = 0, wrong = 0;
  const auto probe = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    try {
      const Ledger ledger(path);
      for (const auto& [key, value] : ledger.find_all(keys(12)))
        for (int i = 0; i < 12; ++i) wrong += unit(i).key == key && !same(value, unit(i));
      for (const auto& run : ledger.runs()) wrong += run.config != "seed: 1" || run.number != 1;
    } catch (const Error& error) {
      detected += error.code() == ExitCode::corrupt;
      wrong += error.code() != ExitCode::corrupt && error.code() != ExitCode::input_output;
    }
  };
  for (std::size_t at = 0; at < whole.size(); ++at) {
    if (whole[at] == 0 && at % 61 != 0) continue;
    std::string bytes = whole;
    bytes[at] = static_cast<char>(~bytes[at]);
    probe(bytes);
  }
  CHECK(wrong == 0);
  CHECK(detected > 1000);
  detected = 0;
  for (std::size_t size = 100; size < whole.size(); size += 500) probe(whole.substr(0, size));
  CHECK(detected == static_cast<int>((whole.size() - 100 + 499) / 500));
  CHECK(wrong == 0);
}

TEST_CASE("a full disk stops the adding with a clear message, and nothing durable is lost") {
  const TemporaryFolder folder;
  const SmallDisk disk(folder / "disk", "400k");
  if (!disk.is_mounted()) {
    WARN("skipped: a ledger on a full disk needs the right to mount");
    return;
  }
  const std::string path = folder / "disk/ledger.sqlite";
  set_log_level(LogLevel::quiet);
  {
    Ledger ledger(path);
    ledger.add(unit(1));
    ledger.flush();
    Unit large = unit(2);
    large.blob = std::string(600'000, 'x');
    ledger.add(large);
    for (int attempt = 0; attempt < 2; ++attempt) try {
        ledger.flush();
        FAIL("flushed");
      } catch (const EnvironmentError& error) {
        CHECK(error.code() == ExitCode::input_output);
        CHECK(error.what() == path + ": cannot write: no space left on device");
      }
    CHECK_THROWS_AS(ledger.add(unit(3)), EnvironmentError);
    CHECK(same(ledger.find("key 1").value(), unit(1)));
  }
  set_log_level(LogLevel::normal);
  Ledger ledger(path);
  CHECK(same(ledger.find("key 1").value(), unit(1)));
  CHECK(ledger.find("key 2") == std::nullopt);
  ledger.add(unit(4));
  ledger.flush();
}

TEST_CASE("a flush after a failed one writes what was kept") {
  const TemporaryFolder folder;
  Ledger ledger(folder / "ledger.sqlite");
  ledger.flush();
  Unit large = unit(1);
  large.blob = std::string(100'000, 'x');
  {
    const SizeLimit limit(50'000);
    ledger.add(large);
    CHECK_THROWS_AS(ledger.flush(), EnvironmentError);
  }
  ledger.flush();
  CHECK(same(Ledger(folder / "ledger.sqlite").find("key 1").value(), large));
}

TEST_CASE("a ledger in a folder that cannot be written names it") {
  try {
    const Ledger ledger("/proc/dlflow/ledger.sqlite");
    FAIL("opened");
  } catch (const EnvironmentError& error) {
    CHECK(error.code() == ExitCode::input_output);
    CHECK(std::string(error.what()) ==
          "/proc/dlflow: cannot make the folder: no such file or directory");
  }
}

TEST_CASE("adding and finding cost less than a millisecond") {
  const TemporaryFolder folder;
  Ledger ledger(folder / "ledger.sqlite");
  for (int i = 0; i < 1000; ++i) ledger.add(unit(i));
  ledger.flush();
  using Clock = std::chrono::steady_clock;
  auto start = Clock::now();
  for (int i = 0; i < 1000; ++i) ledger.find(unit(i).key);
  const auto finding = Clock::now() - start;
  start = Clock::now();
  for (int i = 1000; i < 2000; ++i) ledger.add(unit(i));
  const auto adding = Clock::now() - start;
  CHECK(finding < std::chrono::seconds(1));
  CHECK(adding < std::chrono::seconds(1));
}
