#pragma once

#include <string>
#include <vector>

namespace dlflow::nn {

/// The parts of rows as values of a graph, by name; empty where a row has no such part.
struct LoweredParts {
  std::string floats;              ///< (N, F) in f32
  std::vector<std::string> codes;  ///< (N) in i64, of each code column
  std::string sequence;            ///< (N, T, C) in f32, zeros behind the real steps
  std::string steps;               ///< the real ones (N) in i64; "": all are real
  std::string image;               ///< (N, H, W, C) in f32
};

}  // namespace dlflow::nn
