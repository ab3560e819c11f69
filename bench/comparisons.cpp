// How often equal models are called a tie, and a lead of 1.5 interval widths is found, by the tests
// that a leaderboard uses. `comparisons [RUNS]`; 1,000 runs of each design by default.
#include <cstdio>
#include <cstdlib>

#include "tests/pipeline/statistics/simulation.hpp"

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::atoi(argv[1]) : 1000;
  if (runs < 1) {
    std::fprintf(stderr, "usage: comparisons [RUNS]\n");
    return 2;
  }
  std::printf(
      "rows  folds  repeats  models  equal models tied  lead found  width of the interval\n");
  for (const int models : {2, 6, 12})
    for (const std::size_t rows : {50, 100, 200, 1000})
      for (const auto& [folds, repeats] : {std::pair{5, 1}, {10, 1}, {10, 3}}) {
        const auto out = simulation::simulate({rows, folds, repeats, models}, runs);
        std::printf("%4zu  %5d  %7d  %6d  %15.1f %%  %8.1f %%  %21.4f\n", rows, folds, repeats,
                    models, 100 * out.tied, 100 * out.found, out.width);
      }
  return 0;
}
