#pragma once

#include "pipeline/models/model.hpp"

namespace dlflow::models {

// One function per kind, each in the file of its name.
ModelKind most_frequent();
ModelKind stratified_guess();
ModelKind uniform_guess();
ModelKind mean();
ModelKind median();
ModelKind persistence();
ModelKind seasonal_persistence();
ModelKind drift();
ModelKind moving_average();
ModelKind exponential_smoothing();
ModelKind autoregression();
ModelKind sarima();
ModelKind lagged();
ModelKind logistic_regression();
ModelKind lda();
ModelKind qda();
ModelKind naive_bayes();
ModelKind linear_regression();
ModelKind ridge();
ModelKind lasso();
ModelKind elastic_net();
ModelKind knn();
ModelKind svm();
ModelKind decision_tree();
ModelKind random_forest();
ModelKind extra_trees();
ModelKind xgboost();
ModelKind mlp();
ModelKind lenet();
ModelKind vgg_small();
ModelKind resnet_small();
ModelKind cnn1d();
ModelKind fcn();
ModelKind tcn();
ModelKind lstm();
ModelKind gru();
ModelKind cnn_lstm();
ModelKind text_cnn();
ModelKind network();

}  // namespace dlflow::models
