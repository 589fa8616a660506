using CsCheck;
using FaunaFunctions.Core.Exporting.Vanished;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Exporting.Vanished;

public sealed class RecordSorterTests
{
    [Fact]
    public void The_last_record_of_every_document_comes_out_in_order_however_little_fits_into_memory()
    {
        var record = Gen.Select(Gen.Long[-20, 20], Gen.Long[-5, 5], Gen.Bool);
        Gen.Select(record.Array[0, 400], Gen.Int[1, 50]).Sample((records, most) =>
        {
            using var sorter = new RecordSorter(most);
            foreach (var (id, ts, deletion) in records)
            {
                sorter.Add(LastRecord.Of(new DocumentKey(ts, id), deletion));
            }

            var expected = records.GroupBy(r => r.Item1).OrderBy(group => group.Key)
                .Select(group => group.OrderBy(r => r.Item2).ThenBy(r => !r.Item3).Last())
                .Select(r => (r.Item1, r.Item2, !r.Item3));
            return expected.SequenceEqual(sorter.Read().Select(last => (last.Id, last.Ts, last.Lives)));
        });
    }

    [Fact]
    public void Temporary_files_vanish_with_the_sorter()
    {
        var before = Files();
        using (var sorter = new RecordSorter(2))
        {
            for (var id = 0; id < 200; id++)
            {
                sorter.Add(new LastRecord(-id, id));
            }

            Assert.Equal(200, sorter.Read().Count());
        }

        Assert.Empty(Files().Except(before));
    }

    private static HashSet<string> Files() => [.. Directory.GetFiles(Path.GetTempPath(), "faunafunctions-*.tmp")];
}
