#pragma once

#include "cli/arguments.hpp"

/// One function a verb; the table of verbs points to them.
namespace dlflow::cli {

int run_define(const Arguments& arguments);
int run_prepare(const Arguments& arguments);
int run_evaluate(const Arguments& arguments);
int run_improve(const Arguments& arguments);
int run_present(const Arguments& arguments);
int run_run(const Arguments& arguments);
int run_train(const Arguments& arguments);
int run_tune(const Arguments& arguments);
int run_report(const Arguments& arguments);
int run_export(const Arguments& arguments);
int run_predict(const Arguments& arguments);
int run_check(const Arguments& arguments);
int run_show(const Arguments& arguments);
int run_schema(const Arguments& arguments);
int run_explain(const Arguments& arguments);
int run_compare(const Arguments& arguments);
int run_status(const Arguments& arguments);

/// The card of a model file, for people. Throws CorruptFile.
std::string model_card(const std::string& path);

}  // namespace dlflow::cli
