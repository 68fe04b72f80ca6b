# cw_options: what every target of ours is compiled with.
add_library(cw_options INTERFACE)
target_compile_definitions(cw_options INTERFACE _GNU_SOURCE)
target_compile_options(cw_options INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wvla
                       -Wstrict-prototypes -Wmissing-prototypes -Werror=implicit)
target_include_directories(cw_options INTERFACE ${PROJECT_SOURCE_DIR}/stages)
if(CW_WERROR)
  target_compile_options(cw_options INTERFACE -Werror)
endif()
if(CW_SANITIZE)
  target_compile_options(cw_options INTERFACE -fsanitize=${CW_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(cw_options INTERFACE -fsanitize=${CW_SANITIZE})
endif()

# cw_stage(NAME SOURCES... LINK libraries...): one library a stage folder.
function(cw_stage name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(cw_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(cw_${name} PUBLIC cw_options PRIVATE ${ARG_LINK})
  if(CW_FUZZERS) # so that libFuzzer sees which inputs reach new code of a stage
    target_compile_options(cw_${name} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  if(NOT name STREQUAL "common")
    target_link_libraries(cw_${name} PUBLIC cw_common)
  endif()
endfunction()

# cw_unit_test(NAME SOURCES... LINK targets...): a cmocka program, registered with ctest.
function(cw_unit_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES})
  target_link_libraries(test_${name} PRIVATE cw_options ${ARG_LINK} PkgConfig::CMOCKA)
  target_compile_definitions(test_${name} PRIVATE CW_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                             CW_CORPORA_DIR="${CW_CORPORA}")
  add_test(NAME unit.${name} COMMAND test_${name})
  # A test that found no real data says so; ctest must not count it as passed.
  set_tests_properties(unit.${name} PROPERTIES SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
endfunction()

# cw_fuzz_target(NAME LINK targets...): tests/fuzz/fuzz_NAME.c, and its seeds in
# tests/fuzz/corpora/NAME, replayed by ctest whatever the compiler.
function(cw_fuzz_target name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  if(CW_FUZZERS)
    add_executable(fuzz_${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_${name}.c)
    target_compile_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(fuzz_${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_${name}.c
                   ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.c)
    add_test(NAME fuzz.${name}
             COMMAND fuzz_${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpora/${name})
  endif()
  target_link_libraries(fuzz_${name} PRIVATE cw_options ${ARG_LINK})
endfunction()
