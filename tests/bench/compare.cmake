find_package(Python3 COMPONENTS Interpreter REQUIRED)
add_executable(bench_compare ${CMAKE_CURRENT_LIST_DIR}/bench_compare.c)
target_include_directories(bench_compare PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit/compare)
target_link_libraries(bench_compare PRIVATE compare_reader cw_compare cw_lexicon)

# Planted edits in many languages; a small share of them on every run, all by hand.
add_test(NAME bench.synthetic_edits
         COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/synthetic_edits.py
                 --pairs 2 --formats md --langs en,zh-Hans,ar --show)
set_tests_properties(bench.synthetic_edits PROPERTIES
  ENVIRONMENT "CLAUSEWATCH=$<TARGET_FILE:clausewatch>;CW_CORPORA=${CW_CORPORA}"
  SKIP_RETURN_CODE 77 TIMEOUT 300)

# What must hold between any two versions, on a share of a real archive where there is one.
add_test(NAME bench.archive_properties
         COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/archive_properties.py
                 ${CW_CORPORA}/pga-versions.bundle $<TARGET_FILE:bench_compare>
                 ${PROJECT_SOURCE_DIR}/lexicons --every 40 --far 60)
set_tests_properties(bench.archive_properties PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
