# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames as a test sees them: the number that a virtual camera wrote."""

import pathlib
import struct
import zlib

# As maju-test-picture.c has it.
SQUARES_ACROSS = 80


class Plane:
    """Brightness of a picture; bytes row by row."""

    def __init__(self, width, height, data):
        self.width = width
        self.height = height
        self.data = data

    def mean(self, x, y, width, height):
        x, y = max(0, int(x)), max(0, int(y))
        total = count = 0
        for row in range(y, min(self.height, y + max(1, int(height)))):
            start = row * self.width
            part = self.data[start + x:min(start + x + max(1, int(width)), start + self.width)]
            total += sum(part)
            count += len(part)
        return total / count if count else 0

    def crop(self, x, y, width, height):
        return Plane(width, height, b''.join(
            self.data[(y + row) * self.width + x:(y + row) * self.width + x + width]
            for row in range(height)))

    def mirrored(self):
        return Plane(self.width, self.height, b''.join(
            self.data[row * self.width:(row + 1) * self.width][::-1]
            for row in range(self.height)))

    def contrast(self):
        """Between the darkest and the brightest, by a coarse sample."""
        sample = self.data[::97]
        return max(sample) - min(sample) if sample else 0


def frame_number(plane, side=None, left=0, top=0):
    """The number in a picture of a virtual camera, or None. The side of a
    square in pixels follows from the width unless the picture was cropped; left
    and top are then where it begins. Squares that are cut off count as black."""
    side = side or plane.width / SQUARES_ACROSS
    number = 0
    for i in range(32):
        # The middle half of a square: its edges are the codec's.
        x = left + (i + 0.25) * side
        if x < 0 and i < 12:
            number <<= 1
            continue
        upper = plane.mean(x, top + 0.25 * side, side / 2, side / 2)
        lower = plane.mean(x, top + 1.25 * side, side / 2, side / 2)
        if abs(upper - lower) < 60:
            return None
        number = number << 1 | (upper > lower)
    return number


def read_y4m(path):
    """The frames (brightness only) of a YUV4MPEG2 file with 4:2:0 pictures."""
    with open(path, 'rb') as file:
        header = file.readline().split()
        assert header and header[0] == b'YUV4MPEG2', f'{path} is no y4m file'
        fields = {word[:1]: word[1:] for word in header[1:]}
        assert fields.get(b'C', b'420').startswith(b'420'), 'only 4:2:0 can be read'
        width, height = int(fields[b'W']), int(fields[b'H'])
        chroma = 2 * ((width + 1) // 2) * ((height + 1) // 2)
        while True:
            line = file.readline()
            if not line.startswith(b'FRAME'):
                return
            data = file.read(width * height)
            if len(data) < width * height:
                return
            file.seek(chroma, 1)
            yield Plane(width, height, data)


def frame_numbers(path):
    """The numbers of all frames of a y4m file; None where there is none."""
    return [frame_number(plane) for plane in read_y4m(path)]


def tile_frame_number(image, x, y, width, height, aspect=16 / 9, mirror=False):
    """The number in a camera's picture that fills this part of an image and is
    cropped on both sides alike, or None."""
    x, y, width, height = (int(round(v)) for v in (x, y, width, height))
    if x < 0 or y < 0 or x + width > image.width or y + height > image.height:
        return None
    plane = image.plane(x, y, width, height)
    if mirror:
        plane = plane.mirrored()
    shown = max(width, height * aspect)
    left, top = (shown - width) / 2, (shown / aspect - height) / 2
    return frame_number(plane, shown / SQUARES_ACROSS, -left, -top)


def filling_frame_number(image):
    """The number in a camera's picture that fills a window with a header, or
    None. Its upper eight bits are zero for days, and lie under the header."""
    plane = image.plane(0, 0, image.width, 60)
    side = image.width / SQUARES_ACROSS
    number = 0
    for i in range(8, 32):
        x = (i + 0.25) * side
        upper = plane.mean(x, 0.25 * side, side / 2, side / 2)
        lower = plane.mean(x, 1.25 * side, side / 2, side / 2)
        if abs(upper - lower) < 40:
            return None
        number = number << 1 | (upper > lower)
    return number


class Image:
    """An RGB picture, of a PNG file (8 bits a channel, not interlaced)."""

    @classmethod
    def from_ppm(cls, data):
        """Of a binary PPM picture (P6, 8 bits a channel)."""
        self = cls.__new__(cls)
        kind, width, height, most = data.split(maxsplit=4)[:4]
        assert kind == b'P6' and most == b'255', 'PPM of another kind'
        self.width, self.height, self.channels = int(width), int(height), 3
        stride = self.width * 3
        start = len(data) - stride * self.height
        self.rows = [data[start + row * stride:start + (row + 1) * stride]
                     for row in range(self.height)]
        return self

    def __init__(self, path):
        data = pathlib.Path(path).read_bytes()
        assert data[:8] == b'\x89PNG\r\n\x1a\n', f'{path} is no PNG file'
        position, packed = 8, []
        while position < len(data):
            size, kind = struct.unpack('>I4s', data[position:position + 8])
            body = data[position + 8:position + 8 + size]
            position += 12 + size
            if kind == b'IHDR':
                self.width, self.height, depth, colour, _, _, interlace = struct.unpack(
                    '>IIBBBBB', body)
                assert depth == 8 and colour in (0, 2, 6) and interlace == 0, 'PNG of another kind'
                self.channels = {0: 1, 2: 3, 6: 4}[colour]
            elif kind == b'IDAT':
                packed.append(body)
        self.rows = self._unfilter(zlib.decompress(b''.join(packed)))

    def _unfilter(self, data):
        step, stride = self.channels, self.width * self.channels
        before, rows, position = bytearray(stride), [], 0
        for _ in range(self.height):
            kind = data[position]
            row = bytearray(data[position + 1:position + 1 + stride])
            position += 1 + stride
            if kind == 1:
                for i in range(step, stride):
                    row[i] = (row[i] + row[i - step]) & 255
            elif kind == 2:
                row = bytearray((a + b) & 255 for a, b in zip(row, before))
            elif kind == 3:
                for i in range(stride):
                    left = row[i - step] if i >= step else 0
                    row[i] = (row[i] + (left + before[i]) // 2) & 255
            elif kind == 4:
                self._unfilter_paeth(row, before, step)
            rows.append(row)
            before = row
        return rows

    @staticmethod
    def _unfilter_paeth(row, before, step):
        for i in range(len(row)):
            left = row[i - step] if i >= step else 0
            up = before[i]
            corner = before[i - step] if i >= step else 0
            guess = left + up - corner
            by_left, by_up, by_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
            if by_left <= by_up and by_left <= by_corner:
                best = left
            else:
                best = up if by_up <= by_corner else corner
            row[i] = (row[i] + best) & 255

    def pixel(self, x, y):
        return tuple(self.rows[y][x * self.channels:x * self.channels + 3])

    def plane(self, x=0, y=0, width=None, height=None):
        """Brightness of a part; green will do."""
        width = width or self.width - x
        height = height or self.height - y
        green = 1 if self.channels > 1 else 0
        data = b''.join(
            bytes(self.rows[row][x * self.channels + green:(x + width) * self.channels:self.channels])
            for row in range(y, y + height))
        return Plane(width, height, data)

    def n_colours(self, step=7):
        """How many colours a sample of the pixels has: an empty window has few."""
        return len({self.pixel(x, y) for y in range(0, self.height, step)
                    for x in range(0, self.width, step)})
