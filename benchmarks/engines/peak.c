/* What one core attains in registers alone: its clock by dependent adds, and the multiply-adds of int8 and fp32.
   Prints GHz, then 10^9 multiply-adds a second of int8 and of fp32, each the best of many short bursts. */
#include <stdio.h>
#include <time.h>

#define BURSTS 400
#define REPEATS 8000
#define EIGHT(x) x(0) x(1) x(2) x(3) x(4) x(5) x(6) x(7)

#define ADD(i) "add $1,%%rax\n"
#ifdef __AVX512VNNI__
#define INT8_WIDTH 64
#define INT8(i) "vpdpbusd %%zmm15,%%zmm14,%%zmm" #i "\n"
#else /* AVX2: sums of two products in 16 bits, of four in 32 bits, and these added up */
#define INT8_WIDTH 32
#define INT8(i) "vpmaddubsw %%ymm15,%%ymm14,%%ymm12\nvpmaddwd %%ymm12,%%ymm13,%%ymm12\nvpaddd %%ymm12,%%ymm" #i ",%%ymm" #i "\n"
#endif
#ifdef __AVX512F__
#define FP32_WIDTH 16
#define FP32(i) "vfmadd231ps %%zmm15,%%zmm14,%%zmm" #i "\n"
#else
#define FP32_WIDTH 8
#define FP32(i) "vfmadd231ps %%ymm15,%%ymm14,%%ymm" #i "\n"
#endif

#define WORK(name, body) \
  static void name(void) { \
    for (int i = 0; i < REPEATS; i++) \
      __asm__ volatile(EIGHT(body)::: "rax", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm12"); \
  }
WORK(adds, ADD)
WORK(int8, INT8)
WORK(fp32, FP32)

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double best(void (*work)(void), int width) {
  double most = 0;
  for (int burst = 0; burst < BURSTS; burst++) {
    double started = now();
    work();
    double rate = 8e-9 * REPEATS * width / (now() - started);
    if (rate > most) most = rate;
  }
  return most;
}

int main(void) {
  printf("%.2f %.1f %.1f\n", best(adds, 1), best(int8, INT8_WIDTH), best(fp32, FP32_WIDTH));
  return 0;
}
