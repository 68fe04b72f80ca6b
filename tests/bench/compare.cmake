find_package(Python3 COMPONENTS Interpreter REQUIRED)
add_executable(bench_compare EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/bench_compare.c)
target_include_directories(bench_compare PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit/compare)
target_link_libraries(bench_compare PRIVATE compare_reader cw_compare cw_lexicon)

# Planted edits in many languages; a small share of them on every run, all by hand.
add_test(NAME bench.synthetic_edits
         COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/synthetic_edits.py
                 --pairs 2 --formats md --langs en,zh-Hans,ar --show)
set_tests_properties(bench.synthetic_edits PROPERTIES
  ENVIRONMENT "CLAUSEWATCH=$<TARGET_FILE:clausewatch>;CW_CORPORA=${CW_CORPORA}"
  SKIP_RETURN_CODE 77 TIMEOUT 300)
