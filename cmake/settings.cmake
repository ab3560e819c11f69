# Compiler settings shared by every target, and how a floor becomes a library.

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

function(dlflow_settings target)
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wno-psabi
                         -ffp-contract=off -fno-math-errno)
  if(DLFLOW_VECTOR_BYTES LESS 64)
    target_compile_definitions(${target} PRIVATE DLFLOW_VECTOR_BYTES=${DLFLOW_VECTOR_BYTES})
  endif()
  if(DLFLOW_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(DLFLOW_SANITIZE)
    # A null pointer and one beyond its array end under the address sanitizer all the same; the checks
    # left out took a third of the time that a build takes.
    target_compile_options(${target} PRIVATE -fsanitize=${DLFLOW_SANITIZE}
                           -fno-sanitize=null,vptr,object-size,alignment,pointer-overflow
                           -fno-sanitize=nonnull-attribute,returns-nonnull-attribute
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

# What a source may define at the left margin, each name behind its namespace.
function(dlflow_defined_names out source)
  file(STRINGS ${source} opening REGEX "^namespace dlflow|^int main" LIMIT_COUNT 1)
  string(MAKE_C_IDENTIFIER "${opening}" namespace)
  file(STRINGS ${source} lines REGEX "^[A-Za-z[]")
  string(REGEX REPLACE "namespace [a-z:]* ?{|__attribute__|\\[\\[[^]]*\\]\\]" "" lines
         "${lines}")
  string(REPLACE "\\;" "(" lines "${lines}")
  string(REGEX REPLACE "[][;]" "(" lines "${lines}")
  string(REGEX MATCHALL "(class|struct|enum|union) [A-Za-z0-9_]+|[A-Za-z0-9_:]+ ?[({=]" names
         "${lines}")
  list(TRANSFORM names REPLACE "^(class|struct|enum|union) | ?[({=]$" "")
  list(REMOVE_ITEM names namespace class const override noexcept T)
  list(TRANSFORM names PREPEND "${namespace}:")
  list(REMOVE_DUPLICATES names)
  set(${out} ${names} PARENT_SCOPE)
endfunction()

# With DLFLOW_PIECES, sources are compiled together, about a dozen in a piece: a clean build takes
# half the time, the build after a change takes longer. A source goes to the piece that its name says,
# or to the next one in which no source of its namespace defines one of its names, behind all where
# there is none: one source more changes few pieces. What a source calls is not looked at: a name that
# it keeps to itself may stand before another of the same name that comes from a header.
function(dlflow_pieces target)
  if(NOT DLFLOW_PIECES)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  list(LENGTH sources count)
  math(EXPR pieces "${count} / 12 + 1")
  foreach(source IN LISTS sources)
    dlflow_defined_names(names ${source})
    file(RELATIVE_PATH place ${CMAKE_SOURCE_DIR} ${source})
    string(MD5 hash ${place})
    string(SUBSTRING ${hash} 0 6 hash)
    foreach(attempt RANGE ${count})
      set(piece ${attempt})
      if(attempt LESS pieces)
        math(EXPR piece "(0x${hash} + ${attempt}) % ${pieces}")
      endif()
      set(is_free TRUE)
      foreach(name IN LISTS names)
        if(name IN_LIST names_of_${piece})
          set(is_free FALSE)
          break()
        endif()
      endforeach()
      if(is_free)
        break()
      endif()
    endforeach()
    list(APPEND names_of_${piece} ${names})
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP piece_${piece})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  # g++ 12 takes the growth of a string for a write beyond it once much is inlined (bug 105651).
  target_compile_options(${target} PRIVATE
                         $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-restrict;-Wno-stringop-overflow>)
endfunction()

# All sources below a folder as one static library.
function(dlflow_library target folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  add_library(${target} STATIC ${sources})
  dlflow_settings(${target})
  dlflow_common_headers(${target})
  dlflow_pieces(${target})
endfunction()
