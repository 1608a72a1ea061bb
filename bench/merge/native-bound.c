// What a merge by dare_ties takes at the least on a machine: the same bytes read and written, the same masks, L1 norms and
// election, in one thread, without a start, checks or a flush. Three bfloat16 models and their base, density 0.5; the files
// are taken for flat arrays, whose headers are merged along.
//   cc -O3 -mavx -DLANES=4 native-bound.c -o native-bound     128-bit vectors, as WebAssembly has
//   cc -O3 -mavx2 -DLANES=8 native-bound.c -o native-bound    256-bit vectors
//   ./native-bound base.safetensors tuned-1.safetensors tuned-2.safetensors tuned-3.safetensors out
#include <fcntl.h>
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#if LANES == 8
typedef __m256i Ints;
typedef __m256 Floats;
#define I(name) _mm256_##name##_si256
#define N(name) _mm256_##name
#define BLEND_ODD(even, odd) _mm256_blend_epi16(even, odd, 0xAA)
#define AS_FLOATS(x) _mm256_castsi256_ps(x)
#define AS_INTS(x) _mm256_castps_si256(x)
#define COUNTING _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7)
#else
typedef __m128i Ints;
typedef __m128 Floats;
#define I(name) _mm_##name##_si128
#define N(name) _mm_##name
#define BLEND_ODD(even, odd) _mm_blend_epi16(even, odd, 0xAA)
#define AS_FLOATS(x) _mm_castsi128_ps(x)
#define AS_INTS(x) _mm_castps_si128(x)
#define COUNTING _mm_setr_epi32(0, 1, 2, 3)
#endif
#define STEP (2 * LANES)
#define MODELS 3
#define WEIGHT 0.33f
// Elements of a tensor, whose inputs stay in memory between the two passes, and of a part, which stays in the cache.
#define TENSOR 2457600L
#define PART 40960L

static uint16_t *base, *tuned[MODELS], *out;

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

// A step's elements as float32: those of even index, those of odd index.
static inline Floats even(Ints x) { return AS_FLOATS(N(slli_epi32)(x, 16)); }
static inline Floats odd(Ints x) { return AS_FLOATS(I(and)(x, N(set1_epi32)(0xffff0000))); }

static inline Ints mask_words(Ints pair, Ints key1, Ints key2) {
  Ints h = I(xor)(pair, key1);
  h = N(mullo_epi32)(I(xor)(h, N(srli_epi32)(h, 16)), N(set1_epi32)(0x7feb352d));
  h = I(xor)(I(xor)(h, N(srli_epi32)(h, 15)), key2);
  h = N(mullo_epi32)(h, N(set1_epi32)(0x846ca68b));
  return I(xor)(h, N(srli_epi32)(h, 16));
}

static double sum(Floats x) {
  float lanes[LANES];
  double total = 0;
  N(storeu_ps)(lanes, x);
  for (int i = 0; i < LANES; i++) total += lanes[i];
  return total;
}

// Drops elements in place, and adds up the L1 norms of a model's delta before and after.
static void mask(int k, long first, long from, long to, double norms[2]) {
  const Floats magnitude = AS_FLOATS(N(set1_epi32)(0x7fffffff));
  const Ints key1 = N(set1_epi32)(77 * k + 1), key2 = N(set1_epi32)(991 * k + 5), step = N(set1_epi32)(LANES);
  Ints pair = N(add_epi32)(N(set1_epi32)((int)((first + from) / 2)), COUNTING);
  Floats before = N(setzero_ps)(), after = before, before1 = before, after1 = before;
  for (long i = from; i < to; i += STEP, pair = N(add_epi32)(pair, step)) {
    Ints b = I(load)((Ints *)(base + i)), x = I(load)((Ints *)(tuned[k] + i));
    Ints kept = N(srai_epi16)(mask_words(pair, key1, key2), 15);
    Floats d0 = N(and_ps)(N(sub_ps)(even(x), even(b)), magnitude), d1 = N(and_ps)(N(sub_ps)(odd(x), odd(b)), magnitude);
    before = N(add_ps)(before, d0);
    before1 = N(add_ps)(before1, d1);
    after = N(add_ps)(after, N(and_ps)(d0, AS_FLOATS(N(srai_epi32)(N(slli_epi32)(kept, 16), 16))));
    after1 = N(add_ps)(after1, N(and_ps)(d1, AS_FLOATS(N(srai_epi32)(kept, 16))));
    I(store)((Ints *)(tuned[k] + i), N(blendv_epi8)(b, x, kept));
  }
  norms[0] += sum(before) + sum(before1);
  norms[1] += sum(after) + sum(after1);
}

static inline Ints merged(Floats b, const Floats x[MODELS], const Floats weights[MODELS]) {
  Floats d[MODELS], total = N(setzero_ps)(), agreeing = total;
  for (int k = 0; k < MODELS; k++) {
    d[k] = N(mul_ps)(N(sub_ps)(x[k], b), weights[k]);
    total = N(add_ps)(total, d[k]);
  }
  Floats sign = N(and_ps)(total, N(set1_ps)(-0.f));
  for (int k = 0; k < MODELS; k++)
    agreeing = N(add_ps)(agreeing, N(max_ps)(N(setzero_ps)(), N(xor_ps)(d[k], sign)));
  Ints bits = AS_INTS(N(add_ps)(b, N(xor_ps)(agreeing, sign)));
  Ints tie = I(and)(N(srli_epi32)(bits, 16), N(set1_epi32)(1));
  return N(add_epi32)(bits, N(add_epi32)(N(set1_epi32)(0x7fff), tie));
}

int main(int count, char **paths) {
  if (count != MODELS + 3) return fprintf(stderr, "give a base, %d models and an output\n", MODELS), 2;
  double start = seconds();
  int files[MODELS + 1];
  for (int k = 0; k <= MODELS; k++) files[k] = open(paths[1 + k], O_RDONLY);
  int target = open(paths[MODELS + 2], O_CREAT | O_WRONLY | O_TRUNC, 0644);
  long elements = lseek(files[0], 0, SEEK_END) / 2 / STEP * STEP;
  base = aligned_alloc(64, TENSOR * 2);
  out = aligned_alloc(64, TENSOR * 2);
  for (int k = 0; k < MODELS; k++) tuned[k] = aligned_alloc(64, TENSOR * 2);
  for (long first = 0; first < elements; first += TENSOR) {
    long size = elements - first < TENSOR ? elements - first : TENSOR;
    double norms[MODELS][2] = {0};
    for (long from = 0; from < size; from += PART) {
      long to = size < from + PART ? size : from + PART;
      for (int k = 0; k <= MODELS; k++)
        if (pread(files[k], (k ? tuned[k - 1] : base) + from, 2 * (to - from), 2 * (first + from)) < 0) return perror("pread"), 1;
      for (int k = 0; k < MODELS; k++) mask(k, first, from, to, norms[k]);
    }
    Floats weights[MODELS];
    for (int k = 0; k < MODELS; k++)
      weights[k] = N(set1_ps)(norms[k][1] > 0 ? (float)(WEIGHT * norms[k][0] / norms[k][1]) : 0);
    for (long i = 0; i < size; i += STEP) {
      Ints b = I(load)((Ints *)(base + i));
      Floats low[MODELS], high[MODELS];
      for (int k = 0; k < MODELS; k++) {
        Ints x = I(load)((Ints *)(tuned[k] + i));
        low[k] = even(x);
        high[k] = odd(x);
      }
      Ints lower = N(srli_epi32)(merged(even(b), low, weights), 16);
      I(store)((Ints *)(out + i), BLEND_ODD(lower, merged(odd(b), high, weights)));
    }
    if (write(target, out, 2 * size) < 0) return perror("write"), 1;
  }
  printf("%.2f s, %ld elements, %d lanes\n", seconds() - start, elements, LANES);
}
