# SPDX-License-Identifier: GPL-3.0-or-later
"""Sound as a test sees it: how loud, and which tone."""

import array
import cmath
import math
import statistics
import struct
import wave


def _spectrum(samples):
    """The radix-2 FFT of a list whose length is a power of two."""
    size = len(samples)
    if size == 1:
        return samples
    even = _spectrum(samples[0::2])
    odd = _spectrum(samples[1::2])
    turned = [cmath.exp(-2j * math.pi * i / size) * odd[i] for i in range(size // 2)]
    return ([even[i] + turned[i] for i in range(size // 2)] +
            [even[i] - turned[i] for i in range(size // 2)])


def growing_wav_seconds(path):
    """How much sound there is by now in a file that is being written."""
    if not path.exists():
        return 0
    with open(path, 'rb') as file:
        header = file.read(44)
    if len(header) < 44:
        return 0
    return (path.stat().st_size - 44) / struct.unpack_from('<I', header, 28)[0]


class Sound:
    """One channel of samples between -1 and 1."""

    def __init__(self, samples, rate):
        self.samples = samples
        self.rate = rate

    @classmethod
    def from_wav(cls, path):
        """Reads 16-bit sound; only the first of several channels."""
        with wave.open(str(path), 'rb') as file:
            assert file.getsampwidth() == 2, 'only 16-bit sound can be read'
            data = array.array('h', file.readframes(file.getnframes()))
            return cls([s / 32768 for s in data[::file.getnchannels()]], file.getframerate())

    @classmethod
    def from_growing_wav(cls, path):
        """Of a file that is being written, as maju-peer does it, what is there
        by now; only the first of several channels."""
        content = path.read_bytes() if path.exists() else b''
        if len(content) < 44:
            return cls([], 48000)
        channels, rate = struct.unpack_from('<HI', content, 22)
        data = array.array('h')
        data.frombytes(content[44:44 + (len(content) - 44) // (2 * channels) * 2 * channels])
        return cls([s / 32768 for s in data[::channels]], rate)

    @property
    def seconds(self):
        return len(self.samples) / self.rate

    def part(self, start, end):
        return Sound(self.samples[int(start * self.rate):int(end * self.rate)], self.rate)

    def level_dbfs(self):
        """Level against a full-scale sine (0 dB), -120 for silence."""
        if not self.samples:
            return -120.0
        power = math.fsum(s * s for s in self.samples) / len(self.samples)
        return max(-120.0, 10 * math.log10(2 * power)) if power > 0 else -120.0

    def tones(self, count=1, size=8192):
        """The strongest frequencies in hertz, strongest first, from `size`
        samples in the middle."""
        start = max(0, (len(self.samples) - size) // 2)
        part = self.samples[start:start + size]
        assert len(part) == size, f'too short for a tone: {self.seconds:.3f} s'
        window = [s * (0.5 - 0.5 * math.cos(2 * math.pi * i / size)) for i, s in enumerate(part)]
        power = [abs(v) for v in _spectrum(window)[:size // 2]]
        peaks = [i for i in range(2, size // 2 - 1)
                 if power[i] >= power[i - 1] and power[i] > power[i + 1]]
        peaks.sort(key=lambda i: power[i], reverse=True)
        return [self._refine(power, i) * self.rate / size for i in peaks[:count]]

    @staticmethod
    def _refine(power, i):
        """The top of the parabola through a peak and its neighbours."""
        left, middle, right = (math.log(power[j] + 1e-12) for j in (i - 1, i, i + 1))
        curve = left - 2 * middle + right
        return i + (0.5 * (left - right) / curve if curve else 0)

    def pieces(self, size):
        """Cuts it up, without what is quiet."""
        parts = [Sound(self.samples[i:i + size], self.rate)
                 for i in range(0, len(self.samples) - size + 1, size)]
        loudest = max(part.level_dbfs() for part in parts)
        return [part for part in parts if part.level_dbfs() > loudest - 20]

    def tone(self):
        """The frequency in hertz of the one tone in it: the median over pieces
        of 11 ms, so that gaps, which shift the phase, do not bend it."""
        return statistics.median(part.tones(size=512)[0] for part in self.pieces(512))

    def median_tone_dbfs(self, hertz):
        """tone_dbfs() as the median over pieces of 21 ms."""
        return statistics.median(part.tone_dbfs(hertz) for part in self.pieces(1024))

    def tone_share(self, hertz):
        """How much of its power is this frequency's, from 0 to 1."""
        size = len(self.samples)
        soft = Sound([s * (0.5 - 0.5 * math.cos(2 * math.pi * i / size))
                      for i, s in enumerate(self.samples)], self.rate)
        power = math.fsum(s * s for s in soft.samples) / size
        # Of a tone under a Hann window these are as 4 to 3.
        amplitude = 10 ** (soft.tone_dbfs(hertz) / 20)
        return amplitude ** 2 / (4 / 3 * power) if power > 0 else 0.0

    def clear_pieces(self, hertz):
        """The pieces of 11 ms that are this tone and little else. A busy machine
        leaves gaps and stretches what is between them, so that no figure of the
        whole says what was played; but what was not played is in no piece."""
        parts = (Sound(self.samples[i:i + 512], self.rate)
                 for i in range(0, len(self.samples) - 511, 512))
        return [part for part in parts
                if part.level_dbfs() > -50 and part.tone_share(hertz) > 0.8]

    def tone_dbfs(self, hertz):
        """Level of one frequency alone, by Goertzel's algorithm."""
        if not self.samples:
            return -120.0
        factor = 2 * math.cos(2 * math.pi * hertz / self.rate)
        before = last = 0.0
        for sample in self.samples:
            before, last = last, sample + factor * last - before
        power = (last * last + before * before - factor * last * before)
        amplitude = 2 * math.sqrt(max(power, 0)) / len(self.samples)
        return max(-120.0, 20 * math.log10(amplitude)) if amplitude > 0 else -120.0
