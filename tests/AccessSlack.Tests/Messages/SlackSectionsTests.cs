using AccessSlack.Messages;
using AccessSlack.Tests.Samples;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Messages;

public class SlackSectionsTests
{
    [Fact]
    public void Of_ShortText_IsOneVerbatimSection()
    {
        var text = Assert.IsType<Markdown>(Assert.Single(SlackSections.Of("one\n\ntwo")).Text);
        Assert.Equal(("one\n\ntwo", true), (text.Text, text.Verbatim));
    }

    [Fact]
    public void Of_LongText_IsDividedBetweenLines() =>
        Assert.Equal(
            [3000, 1],
            Texts(new string('x', 1500) + "\n" + new string('y', 1499) + "\nz").Select(text => text.Length)
        );

    [Fact]
    public void Of_EndlessLine_IsCut() =>
        Assert.Equal([new string('x', 2999) + "…", "y"], Texts(new string('x', 3001) + "\ny"));

    [Fact]
    public void Of_AnyLines_KeepsEachWholeAndInOrder() =>
        Any.Holds(
            Any.Of(random =>
                Enumerable
                    .Range(0, random.Next(1, 60))
                    .Select(number => $"{number} {new string('x', random.Next(2900))}")
                    .ToArray()
            ),
            lines =>
            {
                var texts = Texts(string.Join('\n', lines));
                Assert.All(texts, text => Assert.InRange(text.Length, 1, 3000));
                Assert.Equal(lines, texts.SelectMany(text => text.Split('\n')));
            }
        );

    private static List<string> Texts(string mrkdwn) =>
        [.. SlackSections.Of(mrkdwn).Select(section => section.Text!.Text)];
}
