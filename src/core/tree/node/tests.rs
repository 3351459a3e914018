//! What a tree keeps about itself, whatever comes and goes.

use super::super::page::PAGE_ENTRIES;
use super::*;
use crate::core::value::Value;

/// Panics unless everything that a tree keeps about itself is true. Returns its sequence numbers.
pub(in crate::core::tree) fn check(root: &Child) -> Vec<u32> {
    let mut seqs = Vec::new();
    let mut depths = Vec::new();
    check_below(root, 0, &mut seqs, &mut depths);
    assert!(depths.windows(2).all(|pair| pair[0] == pair[1]), "all pages lie equally deep: {depths:?}");
    seqs
}

fn check_below(child: &Child, depth: usize, seqs: &mut Vec<u32>, depths: &mut Vec<usize>) {
    match &child.node.body {
        Body::Leaf(page) => {
            assert_eq!((child.count, child.size, child.nodes), (page.len(), page.size(), page.nodes()));
            assert!(depth == 0 || page.len() > 0, "no empty page but a root");
            // By bytes a half may still be too full after a split: the next edit splits it again.
            assert!(page.len() <= PAGE_ENTRIES, "no page is too full: {} entries", page.len());
            assert_eq!(child.first, page.first_seq());
            seqs.extend((0..page.len()).filter_map(|index| page.seq(index)));
            depths.push(depth);
        }
        Body::Branch(children) => {
            assert!((1..=WAYS).contains(&children.len()), "{} children", children.len());
            assert_eq!(child.count, children.iter().map(|child| child.count).sum::<usize>());
            assert_eq!(child.size, children.iter().map(|child| child.size).sum::<usize>());
            assert_eq!(child.nodes, 1 + children.iter().map(|child| child.nodes).sum::<usize>());
            assert_eq!(child.first, children[0].first);
            for child in children {
                check_below(child, depth + 1, seqs, depths);
            }
        }
    }
}

fn insert(root: &mut Child, at: usize, seq: u32) {
    root.edit(At::Gap(at), |page, index| page.insert(index, seq, &[], Value::number(f64::from(seq))))
        .expect("there is a gap");
}

fn grown(count: u32) -> Child {
    let mut root = Child::leaf(Page::default());
    (0..count).for_each(|seq| insert(&mut root, seq as usize, seq));
    root
}

#[test]
fn appending_leaves_full_pages_behind() {
    let root = grown(64 * 16);
    assert_eq!(check(&root), (0..64 * 16).collect::<Vec<_>>());
    let Body::Branch(pages) = &root.node.body else { panic!("a branch") };
    assert!(pages.iter().all(|page| page.count == 64), "{:?}", pages.iter().map(|page| page.count).collect::<Vec<_>>());
}

#[test]
fn a_tree_of_three_levels_is_found_by_position_and_by_number() {
    let root = grown(3_000);
    check(&root);
    for seq in (0..3_000).step_by(7) {
        let (page, index) = root.find(At::Seq(seq)).expect("by number");
        assert_eq!(page.seq(index), Some(seq));
        let (page, index) = root.find(At::Position(seq as usize)).expect("by position");
        assert_eq!(page.seq(index), Some(seq));
        assert_eq!(root.position(seq), Some(seq as usize));
    }
    assert!(root.find(At::Seq(3_000)).is_none() && root.find(At::Position(3_000)).is_none());
    assert_eq!(root.position(9_999), None);
}

#[test]
fn what_is_removed_makes_the_tree_smaller_until_it_is_one_empty_page() {
    let mut root = grown(2_000);
    let whole = root.clone();
    for left in (0..2_000_usize).rev() {
        root.edit(At::Position(left * 7 % (left + 1)), Page::remove).expect("there is one");
        if left % 50 == 0 {
            assert_eq!(check(&root).len(), left);
        }
    }
    assert!(matches!(&root.node.body, Body::Leaf(page) if page.len() == 0));
    assert!(root.edit(At::Position(0), Page::remove).is_none(), "nothing is left");
    assert_eq!(check(&whole).len(), 2_000, "an older version is not touched");
}

#[test]
fn several_entries_that_go_leave_a_tree_in_order_and_the_version_before_as_it_was() {
    let whole = grown(5_000);
    let every = |nth: u32, but: bool| -> Vec<u32> { (0..5_000).filter(|seq| (seq % nth == 0) != but).collect() };
    for doomed in [every(1, false), every(2, false), every(97, false), every(97, true), (64..4_000).collect()] {
        let left: Vec<u32> = (0..5_000).filter(|seq| !doomed.contains(seq)).collect();
        for several in [Several::Seqs(&doomed), Several::Positions(&doomed)] {
            let mut root = whole.clone();
            let mut taken = Vec::new();
            root.remove_all(several, &mut |page, index, position| {
                assert_eq!(page.seq(index), Some(position as u32));
                taken.push(position as u32);
            });
            assert_eq!(taken, doomed);
            assert_eq!(check(&root), left);
            assert_eq!(check(&whole).len(), 5_000);
        }
    }
}

#[test]
fn inserting_at_the_front_keeps_the_order_of_the_numbers() {
    let mut root = Child::leaf(Page::default());
    (0..1_500).rev().for_each(|seq| insert(&mut root, 0, seq));
    assert_eq!(check(&root), (0..1_500).collect::<Vec<_>>());
}
