# Compiler settings shared by every target, and how a floor becomes a library.

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

function(dlflow_settings target)
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wno-psabi
                         -ffp-contract=off -fno-math-errno)
  if(DLFLOW_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(DLFLOW_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${DLFLOW_SANITIZE}
                           -fno-sanitize-recover=all -fno-omit-frame-pointer -O1 -g1)
    target_link_options(${target} PRIVATE -fsanitize=${DLFLOW_SANITIZE})
  endif()
endfunction()

# What most sources include is read once. Each source includes what it needs all the same: the dev
# preset builds without this.
function(dlflow_common_headers target)
  target_precompile_headers(${target} PRIVATE
    <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <map> <memory> <optional> <span>
    <string> <string_view> <vector> <fmt/format.h>)
endfunction()

# All sources below a folder as one static library.
function(dlflow_library target folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  add_library(${target} STATIC ${sources})
  dlflow_settings(${target})
  dlflow_common_headers(${target})
endfunction()
