/**
 * How Node runs Stadttor. A young generation of 4 MB instead of 16 (×3) keeps the process a third smaller; its objects live
 * for one request, so that little more is copied. Read by npm start, the tests and the measurements.
 */
export const nodeFlags = ['--max-semi-space-size=4', '--disable-warning=DeprecationWarning'];

/**
 * How glibc hands memory out. A password's hash takes 19 MB for a moment; with a fixed threshold it is given back at once
 * instead of staying with the process, and two arenas instead of eight a core are enough for what is not JavaScript.
 * Eight threads, because a written file waits for its disk in one of them.
 */
export const nodeEnv = { MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '8' };
