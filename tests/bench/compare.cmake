add_executable(bench_compare EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/bench_compare.c)
target_include_directories(bench_compare PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit/compare)
target_link_libraries(bench_compare PRIVATE compare_reader cw_compare cw_lexicon)
