add_executable(bench_readability EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/bench_readability.c)
target_link_libraries(bench_readability PRIVATE cw_options cw_extract cw_segment cw_readability
                      cw_lexicon)
