# SPDX-License-Identifier: GPL-3.0-or-later
"""What Chromium's own fake devices show and play: files."""

import array
import math
import wave

FRAMES = 150
RATE = 15


def write_camera(path, number, width=640, height=360):
    """A y4m film of 10 s with the frame number of tests/lib/maju-test-picture.c:
    the upper 16 bits are this number, the lower ones count."""
    side = width // 80
    rows = bytearray()
    for y in range(height):
        rows += bytes([60 + 120 * y // height]) * width
    chroma = bytes([128]) * (width * height // 4)
    with open(path, 'wb') as file:
        file.write(b'YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420\n' % (width, height, RATE))
        for frame in range(FRAMES):
            picture = bytearray(rows)
            # Something that moves.
            left = int(width / 2 + math.sin(frame * 2 * math.pi / FRAMES) * width / 3)
            for y in range(height // 2, height // 2 + 60):
                picture[y * width + left:y * width + left + 60] = b'\xd0' * 60
            bits = [(number << 16 | frame) >> (31 - i) & 1 for i in range(32)]
            upper = b''.join((b'\xeb' if bit else b'\x10') * side for bit in bits)
            lower = b''.join((b'\x10' if bit else b'\xeb') * side for bit in bits)
            for y in range(2 * side):
                line = upper if y < side else lower
                picture[y * width:y * width + len(line)] = line
            file.write(b'FRAME\n' + picture + chroma + chroma)


def write_tone(path, hertz):
    """A tone that comes and goes as words do: one that lasts is noise to who
    suppresses it."""
    rate, samples = 48000, array.array('h')
    for i in range(rate * 4):
        loud = i % (rate * 4 // 5) < rate // 2
        samples.append(int(8000 * math.sin(2 * math.pi * hertz * i / rate)) if loud else 0)
    with wave.open(str(path), 'wb') as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
