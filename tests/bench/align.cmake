add_executable(bench_align EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/bench_align.c)
target_link_libraries(bench_align PRIVATE cw_options cw_pipeline)
