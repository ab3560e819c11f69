#pragma once

#include "pipeline/ensembles/ensemble.hpp"

/// One function a kind, each in its own file; the table in ensemble.cpp lists them.
namespace dlflow::ensembles {

EnsembleKind average();
EnsembleKind weighted();
EnsembleKind vote();

/// 1/M for each of M members.
std::vector<double> equal_weights(std::size_t members);

}  // namespace dlflow::ensembles
