/* What a process does to the files of one folder, written down before it is done, so that the state
 * after a power cut can be made: a kill loses nothing of the page cache, a power cut does.
 *
 * Loaded by LD_PRELOAD. SHIM_FOLDER: the folder; SHIM_LOG: where it is written down; SHIM_FAULT: a
 * file: while it is there, writes fail with the error number that it holds; with EROFS nothing can be
 * opened to be written to either.
 *
 * A record: op (1 byte), length of the path (4), offset (8), length of the data (8), path, data;
 * little-endian. Ops: W write, T truncate to offset, S sync, U unlink, R rename (data: new path).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);
static const char *folder, *fault;
static size_t folder_len;
static int log_fd = -1;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    real_open = dlsym(RTLD_NEXT, "open64");
    real_openat = dlsym(RTLD_NEXT, "openat64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_rename = dlsym(RTLD_NEXT, "rename");
    folder = getenv("SHIM_FOLDER");
    fault = getenv("SHIM_FAULT");
    if (folder == NULL || getenv("SHIM_LOG") == NULL) return;
    folder_len = strlen(folder);
    log_fd = real_open(getenv("SHIM_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ours(const char *path) {
    return log_fd >= 0 && strncmp(path, folder, folder_len) == 0;
}

static int path_of(int fd, char *path) {
    char link[64];
    if (log_fd < 0 || fd == log_fd) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return ours(path);
}

static void all(const void *data, size_t length) {
    const char *at = data;
    while (length > 0) {
        ssize_t done = real_write(log_fd, at, length);
        if (done <= 0) _exit(97);
        at += done;
        length -= done;
    }
}

static void note(char op, const char *path, uint64_t offset, const void *data, uint64_t length) {
    uint32_t path_len = strlen(path);
    pthread_mutex_lock(&turn);
    all(&op, 1);
    all(&path_len, 4);
    all(&offset, 8);
    all(&length, 8);
    all(path, path_len);
    if (length) all(data, length);
    pthread_mutex_unlock(&turn);
}

/* The error that writes shall fail with just now; 0 if none. */
static int failing(void) {
    char number[16] = {0};
    if (fault == NULL) return 0;
    int fd = real_open(fault, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t length = read(fd, number, sizeof number - 1);
    close(fd);
    return length > 0 ? atoi(number) : 0;
}

static int read_only(const char *path, int flags) {
    if (real_open == NULL) begin();
    if (!ours(path) || !(flags & (O_WRONLY | O_RDWR | O_CREAT)) || failing() != EROFS) return 0;
    errno = EROFS;
    return 1;
}

#define MODE va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more)

int open64(const char *path, int flags, ...) {
    MODE;
    return read_only(path, flags) ? -1 : real_open(path, flags, mode);
}

int open(const char *path, int flags, ...) {
    MODE;
    return read_only(path, flags) ? -1 : real_open(path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...) {
    MODE;
    return read_only(path, flags) ? -1 : real_openat(at, path, flags, mode);
}

int openat(int at, const char *path, int flags, ...) {
    MODE;
    return read_only(path, flags) ? -1 : real_openat(at, path, flags, mode);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off_t offset) {
    char path[PATH_MAX];
    if (path_of(fd, path)) {
        int error = failing();
        if (error) { errno = error; return -1; }
        note('W', path, offset, data, length);
    }
    return real_pwrite(fd, data, length, offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    return pwrite64(fd, data, length, offset);
}

ssize_t write(int fd, const void *data, size_t length) {
    char path[PATH_MAX];
    if (path_of(fd, path)) {
        int error = failing();
        if (error) { errno = error; return -1; }
        off_t at = fcntl(fd, F_GETFL) & O_APPEND ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
        note('W', path, at, data, length);
    }
    return real_write(fd, data, length);
}

int ftruncate64(int fd, off_t length) {
    char path[PATH_MAX];
    if (path_of(fd, path)) note('T', path, length, NULL, 0);
    return real_ftruncate(fd, length);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

static int synced(int fd, int (*real)(int)) {
    char path[PATH_MAX];
    int known = path_of(fd, path);
    if (known) {
        int error = failing();
        if (error) { errno = error; return -1; }
    }
    int done = real(fd);
    if (known && done == 0) note('S', path, 0, NULL, 0);
    return done;
}

int fsync(int fd) { return synced(fd, real_fsync); }

int fdatasync(int fd) { return synced(fd, real_fdatasync); }

int unlink(const char *path) {
    if (ours(path)) note('U', path, 0, NULL, 0);
    return real_unlink(path);
}

int rename(const char *from, const char *to) {
    if (ours(from)) note('R', from, 0, to, strlen(to));
    return real_rename(from, to);
}
