/* A disk that fails, for one program: preloaded, it lets what is written beneath JIAODUI_TEST_DISK fail with the error whose number stands
 * in the file JIAODUI_TEST_FAULT, as long as that file is there; with an "r" after the number reading fails, too. No root is needed for
 * it, and the same program sees the fault come and go. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fault_at(const char *path, int reading) {
    const char *beneath = getenv("JIAODUI_TEST_DISK"), *control = getenv("JIAODUI_TEST_FAULT");
    char text[16] = {0};
    if (!beneath || !control || strncmp(path, beneath, strlen(beneath)) != 0) return 0;
    int before = errno;
    long file = syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        if (syscall(SYS_read, file, text, sizeof text - 1) < 0) text[0] = 0;
        syscall(SYS_close, file);
    }
    errno = before;
    return reading && !strchr(text, 'r') ? 0 : atoi(text);
}

static int fault_of(int file, int reading) {
    char link[64], path[4096];
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length <= 0) return 0;
    path[length] = 0;
    return fault_at(path, reading);
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define FAILS(file, reading) do { int fault = fault_of(file, reading); if (fault) { errno = fault; return -1; } } while (0)

ssize_t write(int file, const void *from, size_t length) { REAL(write); FAILS(file, 0); return real(file, from, length); }
ssize_t pwrite(int file, const void *from, size_t length, off_t at) { REAL(pwrite); FAILS(file, 0); return real(file, from, length, at); }
ssize_t pwrite64(int file, const void *from, size_t length, off64_t at) { REAL(pwrite64); FAILS(file, 0); return real(file, from, length, at); }
int ftruncate(int file, off_t length) { REAL(ftruncate); FAILS(file, 0); return real(file, length); }
int ftruncate64(int file, off64_t length) { REAL(ftruncate64); FAILS(file, 0); return real(file, length); }
int fsync(int file) { REAL(fsync); FAILS(file, 0); return real(file); }
int fdatasync(int file) { REAL(fdatasync); FAILS(file, 0); return real(file); }
ssize_t read(int file, void *into, size_t length) { REAL(read); FAILS(file, 1); return real(file, into, length); }
ssize_t pread(int file, void *into, size_t length, off_t at) { REAL(pread); FAILS(file, 1); return real(file, into, length, at); }
ssize_t pread64(int file, void *into, size_t length, off64_t at) { REAL(pread64); FAILS(file, 1); return real(file, into, length, at); }

static int open_fault(const char *path, int flags) {
    int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT);
    int fault = fault_at(path, !writes);
    /* A full disk still opens what is there. */
    return fault == ENOSPC ? 0 : fault;
}

#define OPENS(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
        int fault = open_fault(path, flags); \
        if (fault) { errno = fault; return -1; } \
        return real(path, flags, mode); \
    }
OPENS(open)
OPENS(open64)
