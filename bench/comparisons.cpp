// How often equal models are called a tie, and a lead of 1.5 interval widths is found, by the tests
// that a leaderboard uses. `comparisons [RUNS [ROWS FOLDS REPEATS MODELS]]`; 1,000 runs of each of
// 72 designs by default, which leave a standard error of 0.7 points where 95 % are tied.
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "tests/pipeline/statistics/simulation.hpp"

namespace {

void print(const simulation::Design& design, int runs) {
  const auto out = simulation::simulate(design, runs);
  const double error = std::sqrt(out.tied * (1 - out.tied) / runs);
  std::printf("%4zu  %5d  %7d  %6d  %15.1f %%  %12.1f  %8.1f %%  %21.4f\n", design.rows,
              design.folds, design.repeats, design.models, 100 * out.tied, 100 * error,
              100 * out.found, out.width);
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int i) { return std::atoi(argv[i]); };
  const int runs = argc > 1 ? number(1) : 1000;
  if (runs < 1 || (argc > 2 && argc != 6)) {
    std::fprintf(stderr, "usage: comparisons [RUNS [ROWS FOLDS REPEATS MODELS]]\n");
    return 2;
  }
  std::printf(
      "rows  folds  repeats  models  equal models tied  error, points  lead found  "
      "width of the interval\n");
  if (argc == 6) {
    print({static_cast<std::size_t>(number(2)), number(3), number(4), number(5)}, runs);
    return 0;
  }
  for (const int models : {2, 6, 12})
    for (const std::size_t rows : {50, 100, 200, 1000})
      for (const auto& [folds, repeats] :
           {std::pair{3, 1}, {5, 1}, {5, 5}, {10, 1}, {10, 3}, {10, 10}})
        print({rows, folds, repeats, models}, runs);
  return 0;
}
