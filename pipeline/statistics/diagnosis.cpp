#include "pipeline/statistics/diagnosis.hpp"

#include <algorithm>
#include <cmath>

namespace dlflow::statistics {
namespace {

// What counts as much. Shares of the whole fall of the training loss, or of the loss itself.
constexpr double kRises = 0.5;        ///< of the fall: sum of all rises of a jumping curve
constexpr double kStillFalls = 0.01;  ///< of the fall: in the last tenth of the epochs
constexpr double kNearGuess = 0.9;    ///< of the guess's loss
constexpr double kRisesAgain = 0.05;  ///< of the lowest validation loss
constexpr double kGap = 0.25;         ///< of the unseen rows' loss
constexpr double kEasier = 0.05;      ///< of the training loss
constexpr double kJumps = 0.15;       ///< of the validation loss, from one epoch to the next
constexpr std::size_t kFewest = 5;    ///< epochs

using Losses = std::vector<double>;

std::size_t lowest(const Losses& losses) {
  return static_cast<std::size_t>(std::min_element(losses.begin(), losses.end()) - losses.begin());
}

double second_half_mean(const Losses& losses) {
  double sum = 0;
  const std::size_t start = losses.size() / 2;
  for (std::size_t e = start; e < losses.size(); ++e) sum += losses[e];
  return sum / static_cast<double>(losses.size() - start);
}

void look_for_rate(const Losses& loss, std::vector<CurveFinding>& found) {
  double rises = 0, steepest = 0;
  std::size_t at = 0;
  for (std::size_t e = 1; e < loss.size(); ++e) {
    const double rise = std::isfinite(loss[e]) ? loss[e] - loss[e - 1] : HUGE_VAL;
    if (!(rise > 0)) continue;
    rises += rise;
    if (rise > steepest) steepest = rise, at = e;
  }
  const double fall = loss.front() - loss[lowest(loss)];
  if ((rises > 0 && !(rises <= kRises * fall)) || loss.back() > loss.front())
    found.push_back(
        {Diagnosis::rate_too_high, loss.front(), loss.back(), static_cast<int>(at) + 1});
}

void look_for_underfit(const CurveShape& curve, bool overfits, std::vector<CurveFinding>& found) {
  const Losses& loss = curve.loss;
  const std::size_t tenth = std::max<std::size_t>(1, loss.size() / 10);
  const double before = loss[loss.size() - 1 - tenth];
  const double fall = loss.front() - loss.back();
  if (curve.is_whole && !overfits && fall > 0 && before - loss.back() > kStillFalls * fall)
    found.push_back({Diagnosis::unfinished, before, loss.back(), 0});
  if (curve.guess && loss.back() > kNearGuess * *curve.guess)
    found.push_back({Diagnosis::underfit, *curve.guess, loss.back(), 0});
}

bool look_for_overfit(const CurveShape& curve, std::vector<CurveFinding>& found) {
  const Losses& validation = curve.validation;
  if (validation.size() != curve.loss.size()) return false;
  const std::size_t best = lowest(validation);
  const bool rises = validation.back() > (1 + kRisesAgain) * validation[best];
  if (!rises || curve.loss.back() >= curve.loss[best]) return false;
  found.push_back(
      {Diagnosis::overfit, validation[best], validation.back(), static_cast<int>(best) + 1});
  return true;
}

/// Rows not learnt from cost more than those learnt from: a gap that more rows would close.
void look_for_gap(const CurveShape& curve, std::vector<CurveFinding>& found) {
  const bool has_validation = curve.validation.size() == curve.loss.size();
  const std::size_t best = has_validation ? lowest(curve.validation) : curve.loss.size() - 1;
  const double seen = curve.loss[best];
  const double unseen = curve.unseen     ? *curve.unseen
                        : has_validation ? curve.validation[best]
                                         : seen;
  if (std::isfinite(unseen) && unseen - seen > kGap * unseen)
    found.push_back({Diagnosis::more_data, seen, unseen, static_cast<int>(best) + 1});
}

void look_for_odd_validation(const CurveShape& curve, std::vector<CurveFinding>& found) {
  const Losses& validation = curve.validation;
  if (validation.size() != curve.loss.size()) return;
  const double seen = second_half_mean(curve.loss), other = second_half_mean(validation);
  if (other < (1 - kEasier) * seen) {
    found.push_back({Diagnosis::unrepresentative, seen, other, 0});
    return;
  }
  double greatest = 0, sum = 0;
  std::size_t at = validation.size() / 2;
  for (std::size_t e = validation.size() / 2; e < validation.size(); ++e) {
    const double jump = std::abs(validation[e] - validation[e - 1]);
    sum += jump;
    if (jump > greatest) greatest = jump, at = e;
  }
  const auto count = static_cast<double>(validation.size() - validation.size() / 2);
  if (sum / count > kJumps * other)
    found.push_back({Diagnosis::unrepresentative, validation[at - 1], validation[at],
                     static_cast<int>(at) + 1});
}

}  // namespace

std::vector<CurveFinding> diagnose(const CurveShape& curve) {
  const auto epochs = curve.loss.size();
  if (epochs < kFewest) return {{Diagnosis::too_short, 0, static_cast<double>(epochs), 0}};
  std::vector<CurveFinding> found;
  look_for_rate(curve.loss, found);
  if (!found.empty()) return found;  // the other signs would be read from noise
  const bool overfits = look_for_overfit(curve, found);
  look_for_underfit(curve, overfits, found);
  const bool underfits = !found.empty() && found.back().what == Diagnosis::underfit;
  if (!overfits && !underfits) look_for_gap(curve, found);
  look_for_odd_validation(curve, found);
  if (found.empty())
    found.push_back({Diagnosis::healthy, curve.loss.front(), curve.loss.back(), 0});
  return found;
}

}  // namespace dlflow::statistics
