#pragma once

#include "pipeline/models/model.hpp"

namespace dlflow::models {

// One function per kind, each in the file of its name.
ModelKind most_frequent();
ModelKind mean();
ModelKind median();
ModelKind logistic_regression();
ModelKind ridge();
ModelKind network();
ModelKind mlp();
ModelKind xgboost();

}  // namespace dlflow::models
