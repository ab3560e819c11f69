#include "core/nn/initializer_kinds.hpp"

namespace dlflow::nn {
namespace {

constexpr std::string_view kGlorot =
    "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural "
    "networks (2010)";
constexpr std::string_view kHe =
    "K. He, X. Zhang, S. Ren and J. Sun, Delving deep into rectifiers (2015)";
constexpr std::string_view kLecun =
    "Y. LeCun, L. Bottou, G. Orr and K. Mueller, Efficient backprop (1998)";

}  // namespace

const std::vector<InitializerKind>& initializer_kinds() {
  static const std::vector<InitializerKind> all = {
      {"zeros", "All 0.", "as Keras's Zeros"},
      {"ones", "All 1.", "as Keras's Ones"},
      {"constant", "All of one `value`, 0 by default.", "as Keras's Constant"},
      {"random_uniform", "Uniform from `minval` to `maxval`, by default -0.05 to 0.05.",
       "as Keras's RandomUniform"},
      {"random_normal", "Normal with `mean` 0 and `stddev` 0.05 by default.",
       "as Keras's RandomNormal"},
      {"truncated_normal",
       "As random_normal, where what lies beyond two standard deviations is drawn again.",
       "as Keras's TruncatedNormal"},
      {"glorot_uniform", "Uniform with variance 2 / (inputs + outputs); the default of kernels.",
       kGlorot},
      {"glorot_normal", "Normal, cut at two deviations, with variance 2 / (inputs + outputs).",
       kGlorot},
      {"he_uniform", "Uniform with variance 2 / inputs, for relu.", kHe},
      {"he_normal", "Normal, cut at two deviations, with variance 2 / inputs, for relu.", kHe},
      {"lecun_uniform", "Uniform with variance 1 / inputs, for selu.", kLecun},
      {"lecun_normal", "Normal, cut at two deviations, with variance 1 / inputs, for selu.",
       kLecun},
      {"orthogonal", "`gain` (1) times a matrix of orthonormal columns or rows.",
       "A. Saxe, J. McClelland and S. Ganguli, Exact solutions to the nonlinear dynamics of "
       "learning in deep linear neural networks (2014)"},
      {"identity", "`gain` (1) times the identity, for kernels of two axes.",
       "as Keras's Identity"},
  };
  return all;
}

}  // namespace dlflow::nn
