# Every instruction that BpfAssembler can write, in LLVM's words; ./regenerate has them assembled.
r3 += -7
r3 += r8
w3 += -7
w3 += w8
r3 -= -7
r3 -= r8
w3 -= -7
w3 -= w8
r3 *= -7
r3 *= r8
w3 *= -7
w3 *= w8
r3 /= -7
r3 /= r8
w3 /= -7
w3 /= w8
r3 %= -7
r3 %= r8
w3 %= -7
w3 %= w8
r3 |= -7
r3 |= r8
w3 |= -7
w3 |= w8
r3 &= -7
r3 &= r8
w3 &= -7
w3 &= w8
r3 ^= -7
r3 ^= r8
w3 ^= -7
w3 ^= w8
r3 <<= -7
r3 <<= r8
w3 <<= -7
w3 <<= w8
r3 >>= -7
r3 >>= r8
w3 >>= -7
w3 >>= w8
r3 s>>= -7
r3 s>>= r8
w3 s>>= -7
w3 s>>= w8
r3 = -7
r3 = r8
w3 = -7
w3 = w8
r3 = -r3
w3 = -w3
r3 = be16 r3
r3 = be32 r3
r3 = be64 r3
r3 = le16 r3
r3 = le32 r3
r3 = le64 r3
r3 = *(u8 *)(r8 + 258)
*(u8 *)(r3 - 258) = r8
*(u8 *)(r3 + 258) = -7
r3 = *(u16 *)(r8 + 258)
*(u16 *)(r3 - 258) = r8
*(u16 *)(r3 + 258) = -7
r3 = *(u32 *)(r8 + 258)
*(u32 *)(r3 - 258) = r8
*(u32 *)(r3 + 258) = -7
r3 = *(u64 *)(r8 + 258)
*(u64 *)(r3 - 258) = r8
*(u64 *)(r3 + 258) = -7
lock *(u32 *)(r3 + 258) += r8
w8 = atomic_fetch_add((u32 *)(r3 - 258), w8)
w8 = xchg32_32(r3 + 258, w8)
w0 = cmpxchg32_32(r3 + 258, w0, w8)
lock *(u64 *)(r3 + 258) += r8
r8 = atomic_fetch_add((u64 *)(r3 - 258), r8)
r8 = xchg_64(r3 + 258, r8)
r0 = cmpxchg_64(r3 + 258, r0, r8)
goto +2
goto -3
if r3 == -7 goto +2
if r3 == r8 goto -3
if w3 == -7 goto +2
if w3 == w8 goto -3
if r3 != -7 goto +2
if r3 != r8 goto -3
if w3 != -7 goto +2
if w3 != w8 goto -3
if r3 > -7 goto +2
if r3 > r8 goto -3
if w3 > -7 goto +2
if w3 > w8 goto -3
if r3 >= -7 goto +2
if r3 >= r8 goto -3
if w3 >= -7 goto +2
if w3 >= w8 goto -3
if r3 < -7 goto +2
if r3 < r8 goto -3
if w3 < -7 goto +2
if w3 < w8 goto -3
if r3 <= -7 goto +2
if r3 <= r8 goto -3
if w3 <= -7 goto +2
if w3 <= w8 goto -3
if r3 s> -7 goto +2
if r3 s> r8 goto -3
if w3 s> -7 goto +2
if w3 s> w8 goto -3
if r3 s>= -7 goto +2
if r3 s>= r8 goto -3
if w3 s>= -7 goto +2
if w3 s>= w8 goto -3
if r3 s< -7 goto +2
if r3 s< r8 goto -3
if w3 s< -7 goto +2
if w3 s< w8 goto -3
if r3 s<= -7 goto +2
if r3 s<= r8 goto -3
if w3 s<= -7 goto +2
if w3 s<= w8 goto -3
if r3 & -7 goto +2
if r3 & r8 goto -3
if w3 & -7 goto +2
if w3 & w8 goto -3
call 155
exit
r3 = 81985529216486895 ll
r3 = -2 ll
ld_pseudo r3, 1, 291
ld_pseudo r3, 2, 291
