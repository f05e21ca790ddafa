"""Captions: the words below a picture, in whichever way WordPress wrote them."""

from dataclasses import dataclass, field

from pages.wordpress.flow import Flow


@dataclass
class Frame:
    """A figure, or what else holds a picture with its caption."""

    end: int  # the place of the token that ends it
    pictures: list = field(default_factory=list)


class Captions:
    """Which frames are open, and the caption that is being read."""

    def __init__(self, flow: Flow):
        self.flow = flow
        self.frames = []
        self.words, self.end, self.otherwise = None, 0, ""

    @property
    def is_open(self):
        return self.words is not None

    def frame(self, end):
        if end:
            self.frames.append(Frame(end))

    def add(self, picture):
        for frame in self.frames[-5:]:
            frame.pictures.append(picture)

    def waits(self) -> bool:
        """Whether the inmost frame has one picture, without a caption."""
        pictures = self.frames[-1].pictures if self.frames else ()
        return len(pictures) == 1 and not pictures[0].caption

    def begin(self, end, otherwise=""):
        """`otherwise` is the caption if there are no words."""
        self.words, self.end, self.otherwise = [], end, otherwise

    def pass_by(self, place):
        """End what ends at this token."""
        if self.is_open and place >= self.end:
            self.finish()
        while self.frames and place >= self.frames[-1].end:
            self.frames.pop()

    def finish(self):
        words = " ".join("".join(self.words).split()) or self.otherwise
        self.words = None
        if self.waits():
            self.frames[-1].pictures[0].caption = words
        elif words:
            self.flow.boundary()
            self.flow.write("<div>")
            self.flow.text(words)
            self.flow.paragraph("")
