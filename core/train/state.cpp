#include "core/train/state.hpp"

#include "core/base/error.hpp"

namespace dlflow::train {
namespace {

/// A row of the history: epoch, loss, whether there is a validation loss, that loss, learning rate,
/// seconds, samples; behind them what was judged.
constexpr std::size_t kColumns = 7;

std::vector<double> rows_of(std::span<const EpochResult> history) {
  std::vector<double> rows;
  for (const EpochResult& e : history) {
    rows.insert(rows.end(), {static_cast<double>(e.epoch), e.loss, e.validation_loss ? 1.0 : 0.0,
                             e.validation_loss.value_or(0), e.learning_rate, e.seconds,
                             static_cast<double>(e.samples)});
    rows.insert(rows.end(), e.judged.begin(), e.judged.end());
  }
  return rows;
}

std::vector<EpochResult> history_of(const std::vector<double>& rows, std::int64_t epochs) {
  std::vector<EpochResult> history;
  if (epochs == 0 && rows.empty()) return history;
  const auto count = static_cast<std::size_t>(epochs);
  if (epochs < 1 || rows.size() % count != 0 || rows.size() / count < kColumns)
    throw CorruptFile("history", "expected " + std::to_string(epochs) + " epochs");
  const std::size_t width = rows.size() / count;
  for (std::size_t i = 0; i < count; ++i) {
    const double* row = rows.data() + i * width;
    EpochResult& e = history.emplace_back();
    e.epoch = static_cast<int>(row[0]);
    e.loss = row[1];
    if (row[2] != 0) e.validation_loss = row[3];
    e.learning_rate = row[4];
    e.seconds = row[5];
    e.samples = static_cast<std::size_t>(row[6]);
    e.judged.assign(row + kColumns, row + width);
  }
  return history;
}

template <class T>
std::vector<T> copy(std::span<const T> values) {
  return {values.begin(), values.end()};
}

}  // namespace

Archive to_archive(const TrainState& state) {
  Archive archive;
  archive.put("network", state.network);
  archive.put("weights", copy(state.weights));
  archive.put("optimizer", copy(state.optimizer));
  archive.put("average", copy(state.average));
  archive.put("best", copy(state.best));
  archive.put("schedule", copy(state.schedule));
  archive.put("history", rows_of(state.history));
  archive.put("counters",
              std::vector<std::int64_t>{state.epoch, state.batch, state.step, state.best_epoch});
  archive.put("numbers", std::vector<double>{state.loss_sum, state.seconds, state.last_finite,
                                             state.best_loss, state.learning_rate});
  return archive;
}

StoredState::StoredState(Archive archive) : archive_(std::move(archive)) {
  const auto& counters = archive_.integers("counters");
  const auto& numbers = archive_.doubles("numbers");
  if (counters.size() != 4 || numbers.size() != 5)
    throw CorruptFile("counters", "expected four, and five numbers");
  state_.epoch = counters[0];
  state_.batch = counters[1];
  state_.step = counters[2];
  state_.best_epoch = counters[3];
  if (state_.epoch < 1 || state_.batch < 0 || state_.step < 0 || state_.best_epoch < 0)
    throw CorruptFile("counters", "expected counts");
  state_.loss_sum = numbers[0];
  state_.seconds = numbers[1];
  state_.last_finite = numbers[2];
  state_.best_loss = numbers[3];
  state_.learning_rate = numbers[4];
  history_ = history_of(archive_.doubles("history"), state_.epoch - 1);
  state_.history = history_;
  state_.network = archive_.text("network");
  state_.weights = archive_.floats("weights");
  state_.optimizer = archive_.floats("optimizer");
  state_.average = archive_.floats("average");
  state_.best = archive_.floats("best");
  state_.schedule = archive_.doubles("schedule");
}

}  // namespace dlflow::train
