using CsCheck;
using FaunaFunctions.Emulator.Storage;

namespace FaunaFunctions.Emulator.Tests.Engine;

public sealed class SortedRunsTests
{
    private static readonly Gen<(int Value, bool Adds)[]> s_changes = Gen.Select(Gen.Int[0, 3000], Gen.Int[0, 3], (v, k) => (v, k > 0)).Array[0, 4000];

    [Fact]
    public void A_sorted_collection_holds_what_a_sorted_set_holds_and_reads_it_in_both_directions_from_any_point() =>
        Gen.Select(s_changes, Gen.Int[-1, 3001]).Sample(
            (changes, bound) =>
            {
                var runs = new SortedRuns<int>(Comparer<int>.Default);
                var model = new SortedSet<int>();
                foreach (var (value, adds) in changes)
                {
                    if (adds)
                    {
                        runs.Set(value);
                        model.Add(value);
                    }
                    else
                    {
                        Assert.Equal(model.Remove(value), runs.Remove(value));
                    }
                }

                Assert.Equal(model.Count, runs.Count);
                Assert.Equal(model, runs.Forward());
                Assert.Equal(model.Reverse(), runs.Backward());
                Assert.Equal(model.Where(v => v >= bound), runs.Forward(v => v < bound));
                Assert.Equal(model.Where(v => v < bound).Reverse(), runs.Backward(v => v < bound));
                Assert.Equal(model.Contains(bound), runs.TryFind(bound, out _));
            },
            iter: 60);
}
